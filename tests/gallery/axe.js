// Every rule but the given-up ones; no stylesheet is fetched for it, since the page's policy might forbid that.
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
