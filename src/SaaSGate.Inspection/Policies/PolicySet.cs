using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Recorded;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Policies;

/// <summary>The rules in force for one skill, compiled; immutable and shared between threads.</summary>
public sealed class PolicySet
{
    private readonly PolicyRule[] _answerIncidents;
    private readonly IReadOnlyList<PolicySource> _sources;

    private PolicySet(IReadOnlyList<PolicyRule> rules, IReadOnlyList<Detector> own, IReadOnlyList<PolicySource> sources)
    {
        _sources = sources;
        Digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(sources));
        (Rules, OwnDetectors) = (rules, own);
        RequestRules = [.. rules.Where(rule => rule.Direction.HasFlag(RuleDirection.Request))];
        Threats = RequestRules.SelectMany(rule => rule.Types).Where(ThreatTypes.All.Contains).ToFrozenSet(StringComparer.Ordinal);
        AsksText = RequestRules.Any(rule => rule.Text is not null);
        AsksTextOfLastTurn = RequestRules.Any(rule => rule is { Text: not null, LastUserTurn: true });
        var masks = rules.Where(rule => rule.Kind == DecisionKind.Mask).ToArray();
        var labels = Treatments(masks, asLabel: true).ToArray();
        RecordPlan = new MaskPlan([.. labels, .. Treatments(RequestRules.Where(rule => rule.Kind != DecisionKind.Mask), asLabel: true)], own);
        MetadataPlan = new MaskPlan([.. labels, (FindingTypes.ApiKey, new MaskPlan.Treatment("", Masked: true, MaskPlan.DefaultMinScore, MaskOperator.Label))], own);
        (OpensIncidents, _answerIncidents) = (RequestRules.Any(rule => rule.Incident is not null), [.. masks.Where(rule => rule.Incident is not null && rule.Direction.HasFlag(RuleDirection.Response))]);
        ResponsePlan = Answers([.. Treatments(masks.Where(rule => rule.Direction.HasFlag(RuleDirection.Response)), asLabel: false)], own);
    }

    /// <summary>No rules: everything is allowed, nothing is looked for, every byte passes as it came.</summary>
    public static PolicySet Empty { get; } = new([], [], []);

    /// <summary>Tells this policy from every other: what was found under one says nothing under another.</summary>
    internal byte[] Digest { get; }

    /// <summary>In order of precedence.</summary>
    internal IReadOnlyList<PolicyRule> Rules { get; }

    /// <summary>The tenant's own detectors.</summary>
    internal IReadOnlyList<Detector> OwnDetectors { get; }

    /// <summary>Those that look at requests.</summary>
    internal IReadOnlyList<PolicyRule> RequestRules { get; }

    /// <summary>Types that must be judged over whole texts of a request.</summary>
    internal FrozenSet<string> Threats { get; }

    /// <summary>Whether any rule reads the text of requests.</summary>
    internal bool AsksText { get; }

    /// <summary>Whether any reads that of the newest turn.</summary>
    internal bool AsksTextOfLastTurn { get; }

    /// <summary>Whether any of them opens incidents.</summary>
    internal bool OpensIncidents { get; }

    /// <summary>What the record of a request leaves out: every type that any rule masks, whichever way it looks.</summary>
    internal MaskPlan RecordPlan { get; }

    /// <summary>What the record leaves out of paths, headers and names: what it leaves out of requests, and API keys in any case.</summary>
    internal MaskPlan MetadataPlan { get; }

    /// <summary>What an answer leaves out.</summary>
    internal MaskPlan ResponsePlan { get; }

    /// <summary>Compiles policies in their order of precedence.</summary>
    /// <returns>The policy, or everything that is wrong with any of them.</returns>
    public static PolicyCompilation Compile(IEnumerable<PolicySource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var errors = new List<PolicyError>();
        var rules = new List<PolicyRule>();
        var read = sources.ToList();
        var own = new List<Detector>();
        foreach (var source in read)
        {
            var parser = new PolicyParser(source, errors);
            rules.AddRange(parser.Parse());
            own.AddRange(parser.Detectors);
        }
        return errors.Count == 0 ? new PolicyCompilation(new PolicySet(rules, own, read)) : new PolicyCompilation(errors);
    }

    /// <summary>The same rules for records: labels in them count as the values that they stand for.</summary>
    public PolicySet ForRecords(RecordedLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var types = BuiltInDetectors.Types.Concat(OwnDetectors.SelectMany(detector => detector.Kinds).Select(kind => kind.Type));
        return new(Rules, [.. OwnDetectors, new RecordedLabelDetector(labels, types)], [.. _sources, new PolicySource("", "records", 0, "")]);
    }

    /// <summary>Incidents that findings of an answer open: each is of the rule that spoke for it.</summary>
    internal IReadOnlyList<RuleIncident> IncidentsOf(IReadOnlyList<Finding> findings)
    {
        if (_answerIncidents.Length == 0)
            return [];
        var matched = _answerIncidents.Where(rule => findings.Any(finding => finding.Rule == rule.Name && finding.Score >= rule.MinScore && rule.Types.Contains(finding.Type)));
        return [.. matched.Take(RuleIncident.Most).Select(rule => rule.Opens!)];
    }

    /// <summary>Where answers are looked at, the record of one holds no token either. The skill gets it as it came: perhaps it knows whose it is.</summary>
    private static MaskPlan Answers((string Type, MaskPlan.Treatment Treatment)[] treatments, IReadOnlyList<Detector> own) =>
        treatments.Length == 0
            ? new MaskPlan(treatments, own)
            : new MaskPlan([.. treatments, (FindingTypes.SealedToken, new MaskPlan.Treatment("", Masked: true, MaskPlan.DefaultMinScore, MaskOperator.Keep))], [.. own, new SealedTokenDetector()]);

    /// <summary>Records hold labels, whatever a skill gets.</summary>
    private static IEnumerable<(string Type, MaskPlan.Treatment Treatment)> Treatments(IEnumerable<PolicyRule> rules, bool asLabel) =>
        from rule in rules
        from type in rule.Sought
        select (type, new MaskPlan.Treatment(rule.Name, rule.Kind == DecisionKind.Mask, rule.MinScore, asLabel ? MaskOperator.Label : rule.Operator, rule.Kind == DecisionKind.Mask && rule.Except.Count > 0 ? rule.Except : null));
}
