using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Retention;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>Checks rules before they are in force.</summary>
internal static class RetentionCheck
{
    private const int MostLabels = 100, LongestLabel = 60, MostDays = 3660, LeastAuditDays = 30;

    /// <summary>The rules, or what is wrong with them.</summary>
    public static (RetentionRules? Rules, ProblemResult? Problem) Check(UpdateRetention update)
    {
        var errors = new FieldErrors();
        Days(errors, "", update.BodiesDays, update.FindingsDays, update.MetadataDays);
        if (update.AuditDays is < LeastAuditDays or > MostDays)
            errors.Add("auditDays", $"A number of days from {LeastAuditDays} to {MostDays} is needed here.");
        var labels = update.Labels ?? [];
        if (labels.Count > MostLabels)
            errors.Add("labels", $"At most {MostLabels} labels fit here.");
        var rules = new List<RetentionRule>();
        foreach (var rule in labels)
        {
            var label = errors.Text("labels", rule?.Label, LongestLabel);
            if (rule is null)
                continue;
            Days(errors, $"{label}: ", rule.BodiesDays, rule.FindingsDays, rule.MetadataDays, "labels");
            if (rules.Exists(known => known.Label == label))
                errors.Add("labels", $"{label} stands here twice.");
            rules.Add(rule with { Label = label });
        }

        return errors.Any ? (null, errors.ToProblem()) : (new()
        {
            BodiesDays = update.BodiesDays,
            FindingsDays = update.FindingsDays,
            MetadataDays = update.MetadataDays,
            AuditDays = update.AuditDays,
            Labels = rules,
            Version = 0,
            UpdatedAt = null,
            UpdatedByName = null,
        }, null);
    }

    private static void Days(FieldErrors errors, string about, int bodies, int findings, int metadata, string? field = null)
    {
        foreach (var (name, days) in new[] { ("bodiesDays", bodies), ("findingsDays", findings), ("metadataDays", metadata) })
            if (days is < 1 or > MostDays)
                errors.Add(field ?? name, $"{about}A number of days from 1 to {MostDays} is needed here.");
        if (findings < bodies)
            errors.Add(field ?? "findingsDays", $"{about}Findings must be kept at least as long as bodies.");
        if (metadata < findings)
            errors.Add(field ?? "metadataDays", $"{about}Metadata must be kept at least as long as findings.");
    }
}
