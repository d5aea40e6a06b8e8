/** Frequent Spanish words, accents folded, none of which is an English word. */
const MARKS: ReadonlySet<string> = new Set(
  `el los las una unos unas que de del por para con mi mis tu su es esta estan estoy soy eres somos son fue muy mas pero si como cuando cuanto
cuanta cuantos cuantas cual cuales donde quien porque puedo puede pueden podria debo debe deberia tengo tiene tienen tener hacer hace ayuda
ayudar sirve sirven funciona funcionan dolor dolores tratamiento tratamientos ketamina infusion infusiones gracias hola adios buenos buenas
dias tardes noches usted ustedes yo nosotros ella ellos le les se lo la nos cuesta precio seguro seguros migrana migranas fibromialgia
cancer medico medica doctora medicina medicinas medicamento medicamentos pastillas morfina dejar tomar tomo quiero quisiera necesito
cirugia despues antes sin sobre entre hasta desde tambien algo alguien nada nunca siempre hoy manana anos meses semanas embarazada hijo
hija madre padre esposo esposa mama papa cita horario abierto telefono direccion ustedes efectos secundarios cuerpo nervios depresion sueno
dormir vida gente persona hablar ingles espanol y o en al un da dan causa causan nauseas mareo mareos vomito riesgo riesgos edad ninos ninas alcohol manejar trabajar
comer beber caro cara pagar seguro social clinica abierta cerrado domingo sabado lunes cerca lejos estacionamiento aparcamiento alta baja
peso dosis cuantas cuanta veces dura duran rapido tarda efecto embarazo lactancia adiccion adictiva legal aprobada articulo dice`.split(
    /\s+/,
  ),
)

const SHARED: ReadonlySet<string> = new Set(
  'no me a la cancer infusion o un al de en y es son si se mi le lo do the social legal alcohol edad da dan causa cara baja alta'.split(
    ' ',
  ),
)

/** How many words speak for Spanish; those that English knows too count half. */
export function spanishMarks(words: string[]): number {
  let marks = 0
  for (const word of words) if (MARKS.has(word)) marks += SHARED.has(word) ? 0.5 : 1
  return marks
}
