import type { MoreWords } from './more-en.ts'

export const moreEs: MoreWords = {
  textSize: 'Tamaño de letra',
  textSizes: ['Normal', 'Más grande', 'La más grande'],
  download: 'Descargar este chat',
  print: 'Imprimir este chat',

  privacyLines: [
    'Los mensajes van al servidor de esta clínica y a nadie más. El personal de la clínica puede leerlos para ayudarle.',
    'Ningún servicio de anuncios, de rastreo ni de otro tipo los recibe. La página que rodea este chat no puede leerlos.',
    'Este dispositivo guarda una llave de su chat mientras esta pestaña está abierta, lo que aún no se pudo enviar y el tamaño de letra que usted eligió. Nada más.',
    '«Borrar este chat» quita la llave y hace que el servidor de la clínica borre el chat. Úselo en una computadora compartida.',
  ],
  questionField: 'Su pregunta',
  contactField: 'Teléfono o correo, para responderle',
  onlyOne: 'Basta con uno',
  leaveEmpty: 'Llene los dos campos, por favor.',

  receipt: 'Comprobante',
  receiptWhat: (count) => `*Borrado:* todo el chat, ${count} ${count === 1 ? 'mensaje' : 'mensajes'}.`,
  receiptAsking: 'Se está pidiendo al servidor de la clínica que lo borre.',
  receiptErased: (time) => `*Borrado* en el servidor de la clínica: ${time}.`,
  receiptUnreached: (days) =>
    `*Aún no se pudo comunicar con el servidor de la clínica.* Se le pide de nuevo mientras esta página siga abierta. Si la página se cierra antes, el servidor borra el chat por sí solo a los ${days} días.`,
  receiptNumber: 'Número de comprobante:',
  receiptSave: 'Guardar este comprobante',
  receiptSaved: 'Guardado',

  transcriptTitle: (clinic) => `Su chat con ${clinic}`,
  transcriptPhone: (phone, hours) => `Clínica: ${phone}. Horario: ${hours}.`,
  transcriptEmergency: (medical, crisis) => `Emergencia: ${medical}. Crisis, día y noche: ${crisis}.`,
  transcriptNotice: (version, time) => `Usted aceptó el aviso de privacidad, versión ${version}: ${time}.`,
  choice: 'Se ofreció:',
}
