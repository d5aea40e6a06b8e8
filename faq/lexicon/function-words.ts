/** Words that hold a question together and say nothing about its subject. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a about after again all also am an and any anybody anyone anything are as at be because been before being but by can could did do does
doing done else even ever every for from get gets getting give given go goes going got had has have having he her here hers him his how i
if in into is it its just kind know let like made make makes many may maybe me mean means might more most much must my need no not now of
off ok okay on one only or other our out over own people please put really said same say says see seem she should so some somebody someone
something sort still stuff such take tell than that the their them then there these they thing things think this those though through to
too up us use used using very want was way ways we well were what when where whether which while who whom why will with without would yes
yet you your yours hi hello thanks thank actually basically exactly today there here another every each both either question wondering
wonder curious whats sure guess someone generally usually often`.split(/\s+/),
)

/** Function words that are English beyond doubt: none of them is a Spanish word. */
export const ENGLISH_MARKS: ReadonlySet<string> = new Set(
  `the is are was what how does do did can could will would should and for of to my it i you your this that with from have has why when
where which who if or be been they them he she we not about after before get help need want there any some just more than`.split(
    /\s+/,
  ),
)
