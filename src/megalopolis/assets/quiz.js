/* Quizzes that check themselves. The right answers stand on the page, computed when the book was built; without
   this file they unfold under each question. */
(() => {
  "use strict";
  document.querySelectorAll("form.quiz").forEach((form) => {
    const right = new Set(form.dataset.right.split(" ").filter(Boolean));
    const inputs = [...form.querySelectorAll("input")];
    const status = document.createElement("p");
    status.className = "quiz-status";
    status.setAttribute("role", "status");
    const button = Object.assign(document.createElement("button"), { type: "submit", textContent: form.dataset.check });
    form.querySelector("details").before(button, status);
    const clear = () => {
      status.textContent = "";
      delete form.dataset.result;
      inputs.forEach((input) => { delete input.parentElement.dataset.result; });
    };
    form.addEventListener("input", clear);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const good = inputs.every((input) => input.checked === right.has(input.value));
      inputs.filter((input) => input.checked).forEach((input) => {
        input.parentElement.dataset.result = right.has(input.value) ? "right" : "wrong";
      });
      form.dataset.result = good ? "right" : "wrong";
      status.textContent = good ? form.dataset.good : form.dataset.wrong;
      if (good) form.querySelector("details").open = true;
    });
  });
})();
