/** What people write in chats, and what it stands for. Keys are folded and have no apostrophe. */
const LINES = `
u=you ur=your r=are y=why n=and b=be k=ok cuz=because coz=because bc=because bcuz=because becuz=because
pls=please plz=please plse=please thx=thanks ty=thank_you tks=thanks thnx=thanks tysm=thank_you
gonna=going_to gunna=going_to wanna=want_to wana=want_to gotta=have_to gimme=give_me lemme=let_me kinda=kind_of sorta=sort_of
dunno=do_not_know idk=i_do_not_know imo=in_my_opinion tbh=to_be_honest btw=by_the_way asap=soon fyi=for_your_information
w=with wo=without b4=before abt=about ppl=people peeps=people tho=though thru=through nite=night tmrw=tomorrow tmr=tomorrow
wat=what wut=what wht=what waht=what whta=what hwat=what hwo=how hw=how howw=how teh=the hte=the adn=and nad=and taht=that
thier=their recieve=receive alot=a_lot infact=in_fact dr=doctor docs=doctors doc=doctor rx=prescription tx=treatment dx=diagnosis
sx=symptoms hx=history pt=patient pts=patients appt=appointment appts=appointments mins=minutes min=minutes hrs=hours hr=hour
yrs=years yr=year wks=weeks wk=week mos=months lbs=pounds lb=pounds kgs=kg kilo=kg kilos=kg kilogram=kg kilograms=kg
milligrams=mg milligram=mg mgs=mg aint=is_not yall=you_all hows=how_is whats=what_is wheres=where_is whens=when_is whos=who_is
whys=why_is thats=that_is theres=there_is heres=here_is its=it_is im=i_am ive=i_have youre=you_are youve=you_have
theyre=they_are theyve=they_have hes=he_is shes=she_is dont=do_not doesnt=does_not didnt=did_not cant=can_not cannot=can_not
wont=will_not wouldnt=would_not couldnt=could_not shouldnt=should_not isnt=is_not arent=are_not wasnt=was_not werent=were_not
hasnt=has_not havent=have_not hadnt=had_not lets=let_us doin=doing helpin=helping workin=working
dnt=do_not doesn=does_not wil=will hav=have giv=give wen=when wich=which becuase=because beacuse=because
`

export const CHAT_SPELLINGS: ReadonlyMap<string, string[]> = new Map(
  LINES.trim()
    .split(/\s+/)
    .map((pair): [string, string[]] => {
      const [short = '', long = ''] = pair.split('=')
      return [short, long.split('_')]
    }),
)
