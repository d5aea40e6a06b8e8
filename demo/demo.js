// Buttons of the page that open the chat, each in a language of its own. They are there once the chat is.
const show = () => {
  for (const button of document.querySelectorAll('[data-chat]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      window.Bedside.setLocale(button.dataset.chat)
      window.Bedside.open()
    })
  }
}

const chat = document.querySelector('script[src$="/bedside.js"]')
if (window.Bedside) show()
else chat.addEventListener('load', show)
