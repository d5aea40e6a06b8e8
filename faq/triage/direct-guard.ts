import type { Excuse } from './find.ts'

const DENIED =
  /\b(not?|never|isnt|dont|didnt|wouldnt|without|deny|denies|ni|nunca)( (really|even|saying|feeling|going|thinking|thoughts?|about|ever|had|have|any|been|be|a|the|of|to|want|or|in|danger|estoy|soy|quiero))*( im?)? ?$/
const LONG_AGO =
  /\b((years?|months|decades) ago|(in|since) (19|20)\d\d|used to|when i was|as a (kid|child|teen)|hace)\b/
const LASTING = /\b(years|months|c[hr]+onic\w*|disorder|diagnosed|sometimes|asthma)\b/
const ASKED =
  /^((so|and|hi|hello|ok|also) )*(can|could|does|do|did|is|are|was|will|would|wh(at|y|o|en|ich)|how|has|should|any|puede|sirve|que|la)\b|\b(people|patients|side effects?|risks?|causes?|if)\b/
const PERSON = /\b(im?|ive|m[eiy](self)?|hi[ms]|s?hes?|her|they|se)\b/
const NOW = /\b(now|just|today|tonight|please|help me|after|cant|i do)\b/

/** Whether a direct rule may have matched what is no emergency. In doubt it is none here: the server looks at more. */
export const doubtful: Excuse = ({ card }, { input, index }) => {
  const body = card === 'medical' || card === 'overdose'
  return (
    DENIED.test(input.slice(0, index)) ||
    LONG_AGO.test(input) ||
    (card === 'medical' && LASTING.test(input)) ||
    (ASKED.test(input) && !(body ? NOW : PERSON).test(input))
  )
}
