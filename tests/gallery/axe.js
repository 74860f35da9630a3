// Runs every rule of axe except the deprecated ones, and returns one text for each element that violates a rule.
// `preload` is off, because the page's policy may block fetching style sheets.
const rules = axe.getRules().filter(({ tags }) => !tags.includes("deprecated"));
return axe
  .run(document, {
    runOnly: { type: "rule", values: rules.map(({ ruleId }) => ruleId) },
    resultTypes: ["violations"],
    preload: false,
  })
  .then(({ violations }) =>
    violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        `${id} (${impact}) at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`)));
