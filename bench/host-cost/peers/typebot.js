// As the package's page says for a bubble in a page.
import Typebot from '@typebot.io/js/web'

Typebot.initBubble({ typebot: 'measured', apiHost: `${location.origin}/peers/typebot` })
