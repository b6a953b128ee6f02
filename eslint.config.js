import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["static/js/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      // Setting `srcset` to itself loads a picture again.
      "no-self-assign": ["error", { props: false }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
