// The tap on the link was the one tap: a person's browser sends the form by itself. Programs that only look do not.
document.querySelector("[data-send-at-once]")?.requestSubmit();
