using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies.Matching;
using SaaSGate.Inspection.Requests;

namespace SaaSGate.Inspection.Policies;

/// <summary>The rules in force for one skill, compiled; immutable and shared between threads.</summary>
public sealed class PolicySet
{
    private readonly PolicyRule[] _answerRules;
    private readonly ExceptionEntry[] _maskExceptions;
    private readonly FrozenDictionary<(string PolicyId, string Name), RuleSummary> _summaries;
    private readonly Lazy<Inspector> _unbound;

    private PolicySet(IReadOnlyList<PolicyRule> rules, IReadOnlyList<Detector> own, IReadOnlyList<PolicySource> sources, SkillLimits limits)
    {
        Digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(sources));
        (Rules, OwnDetectors, Limits) = (rules, own, limits);
        Requests = new RuleEvaluations(new RuleTable([.. rules.Where(rule => rule.Direction.HasFlag(RuleDirection.Request))]));
        ToolUses = new RuleEvaluations(new RuleTable([.. rules.Where(rule => rule.Direction.HasFlag(RuleDirection.ToolUse))]));
        RuleSummaries = [.. rules.Select(rule => rule.Summary)];
        _summaries = RuleSummaries.DistinctBy(rule => (rule.PolicyId, rule.Name)).ToFrozenDictionary(rule => (rule.PolicyId, rule.Name));
        var masks = rules.Where(rule => rule.Kind == DecisionKind.Mask).ToArray();
        _maskExceptions = [.. masks.SelectMany((rule, i) => rule.Exceptions.Select(exception => new ExceptionEntry(i, exception)))];
        (RecordPlan, ToolUsePlan, MetadataPlan, ResponsePlan, _answerRules) = Plans(masks);
        _unbound = new Lazy<Inspector>(() => new Inspector(this, MaskingKeys.Passing(), "skl_"));
    }

    /// <summary>The same rules, of which some that mask leave something alone.</summary>
    private PolicySet(PolicySet whole, PolicyRule[] masks)
    {
        Digest = SHA256.HashData([.. whole.Digest, .. JsonSerializer.SerializeToUtf8Bytes(masks.Select(rule => new { rule.Name, rule.Policy.Id, rule.Except }))]);
        (Rules, OwnDetectors, Limits, Requests, ToolUses, RuleSummaries) = (whole.Rules, whole.OwnDetectors, whole.Limits, whole.Requests, whole.ToolUses, whole.RuleSummaries);
        (_summaries, _maskExceptions, _unbound) = (whole._summaries, [], whole._unbound);
        (RecordPlan, ToolUsePlan, MetadataPlan, ResponsePlan, _answerRules) = Plans(masks);
    }

    /// <summary>No rules: everything is allowed, nothing is looked for, every byte passes as it came.</summary>
    public static PolicySet Empty { get; } = new([], [], [], SkillLimits.None);

    /// <summary>How much the skill may use: of all policies the strictest.</summary>
    public SkillLimits Limits { get; }

    /// <summary>What each rule says, in the order of merging.</summary>
    public IReadOnlyList<RuleSummary> RuleSummaries { get; }

    /// <summary>Tells this policy from every other: what was found under one says nothing under another.</summary>
    internal byte[] Digest { get; }

    /// <summary>In order of precedence.</summary>
    internal IReadOnlyList<PolicyRule> Rules { get; }

    /// <summary>The tenant's own detectors.</summary>
    internal IReadOnlyList<Detector> OwnDetectors { get; }

    /// <summary>Those that look at requests.</summary>
    internal RuleEvaluations Requests { get; }

    /// <summary>Those that look at tool calls of answers.</summary>
    internal RuleEvaluations ToolUses { get; }

    /// <summary>What the record of a request leaves out: every type that any rule masks, whichever way it looks.</summary>
    internal MaskPlan RecordPlan { get; }

    /// <summary>What the record of a tool call leaves out, and what rules look for in it.</summary>
    internal MaskPlan ToolUsePlan { get; }

    /// <summary>What the record leaves out of paths, headers and names: what it leaves out of requests, and API keys in any case.</summary>
    internal MaskPlan MetadataPlan { get; }

    /// <summary>What an answer leaves out.</summary>
    internal MaskPlan ResponsePlan { get; }

    /// <summary>Compiles policies, in whichever order they come: they are merged as <see cref="PolicySource.Ordered"/> says.</summary>
    /// <param name="sources">The policies of one skill.</param>
    /// <param name="clock">Tells which exceptions are past.</param>
    /// <returns>The policy, or everything that is wrong with any of them.</returns>
    public static PolicyCompilation Compile(IEnumerable<PolicySource> sources, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Merge([.. sources.Select(ReadPolicy.Of)], clock);
    }

    /// <summary>Compiles policies that have been read, in whichever order they come.</summary>
    /// <inheritdoc cref="Compile"/>
    public static PolicyCompilation Merge(IReadOnlyCollection<ReadPolicy> policies, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var ordered = PolicySource.Ordered(policies, policy => policy.Source);
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        PolicyError[] errors = [.. ordered.SelectMany(policy => policy.Errors)];
        PolicyError[] warnings =
        [
            .. from policy in ordered
               from rule in policy.Document.Rules
               from exception in rule.Exceptions
               where exception.Until <= now
               select new PolicyError(policy.Source.Id, policy.Source.Name, exception.Line, 1, $"This exception of '{rule.Name}' is past and has no effect. Remove it, or give it a new 'until' after asking {exception.Owner}."),
        ];
        if (errors.Length > 0)
            return new PolicyCompilation(errors, warnings);
        var limits = ordered.Aggregate(SkillLimits.None, (strictest, policy) => strictest.Strictest(policy.Document.Limits));
        return new PolicyCompilation(
            new PolicySet([.. ordered.SelectMany(policy => policy.Document.Rules)], [.. ordered.SelectMany(policy => policy.Document.Detectors)], [.. ordered.Select(policy => policy.Source)], limits), warnings);
    }

    /// <summary>
    /// As it masks for one skill at a moment. A stream is masked as it passes, so what rules leave alone there is known before it begins.
    /// </summary>
    /// <param name="skill">What is known of the skill, and the time.</param>
    /// <param name="skillId">Id of the skill.</param>
    /// <param name="until">When to ask again.</param>
    internal PolicySet Leaving(RequestFacts skill, string skillId, out DateTimeOffset until)
    {
        var running = _maskExceptions.Where(entry => entry.Runs(skill, skillId)).ToLookup(entry => entry.Rule, entry => entry.Exception);
        until = running.SelectMany(exceptions => exceptions).Select(exception => exception.Until).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return running.Count == 0 ? this : new(
            this,
            [
                .. Rules.Where(rule => rule.Kind == DecisionKind.Mask)
                    .Select((rule, i) => running[i].Any(exception => exception.IsWhole) ? null : rule with { Except = [.. rule.Except, .. running[i].SelectMany(exception => exception.Values)] })
                    .OfType<PolicyRule>(),
            ]);
    }

    /// <summary>What a rule says; null where there is none.</summary>
    /// <param name="policyId">Id of its policy (<c>pol_…</c>).</param>
    /// <param name="name">Name of the rule.</param>
    public RuleSummary? FindRule(string policyId, string name) => _summaries.GetValueOrDefault((policyId, name));

    /// <summary>
    /// Judges one tool call of an answer, for whoever has no keys of the organisation: labels and fingerprints of what is found
    /// mean nothing outside of this process. <see cref="Inspector.InspectToolUse(string, ReadOnlyMemory{byte}, RequestFacts?)"/> judges alike and tells what can be recorded.
    /// </summary>
    /// <param name="name">Name of the tool.</param>
    /// <param name="input">Its input: JSON in UTF-8, as Claude wrote it.</param>
    /// <param name="facts">What is known beside it.</param>
    public ToolUseInspection DecideToolUse(string name, ReadOnlyMemory<byte> input, RequestFacts? facts = null) => _unbound.Value.InspectToolUse(name, input, facts);

    /// <summary>Asks rules about a request of which only its record is left, for whoever has no keys of the organisation.</summary>
    /// <inheritdoc cref="Inspector.InspectRecord"/>
    public RequestInspection InspectRecord(ReadOnlyMemory<byte> recordBody, EndpointFamily family, IReadOnlyList<Finding> recorded, RequestFacts? facts = null, bool explains = false) =>
        _unbound.Value.InspectRecord(recordBody, family, recorded, facts, explains);

    /// <summary>Rules that findings of an answer are by: each finding is of the rule that spoke for it.</summary>
    internal IReadOnlyList<RuleMatch> MatchesOf(IReadOnlyList<Finding> findings) =>
        [.. Matching(findings, _answerRules).Select((rule, i) => new RuleMatch(rule.Name, rule.Policy.Id, rule.Policy.Version, rule.Kind, rule.Severity, i == 0, RuleReasons.Asked(rule, ConditionKind.Findings)))];

    /// <summary>Incidents that findings of an answer open: each is of the rule that spoke for it.</summary>
    internal IReadOnlyList<RuleIncident> IncidentsOf(IReadOnlyList<Finding> findings) =>
        [.. Matching(findings, _answerRules.Where(rule => rule.Incident is not null)).Take(RuleIncident.Most).Select(rule => rule.Opens!)];

    /// <summary>What is looked for, and what is done about it.</summary>
    /// <param name="masks">Rules that mask, as they do it.</param>
    private (MaskPlan Record, MaskPlan ToolUse, MaskPlan Metadata, MaskPlan Response, PolicyRule[] AnswerRules) Plans(PolicyRule[] masks)
    {
        var labels = Treatments(masks, asLabel: true).ToArray();
        PolicyRule[] answers = [.. masks.Where(rule => rule.Direction.HasFlag(RuleDirection.Response))];
        return (
            new MaskPlan([.. labels, .. Treatments(Requests.Table.Rules.Where(rule => rule.Kind != DecisionKind.Mask), asLabel: true)], OwnDetectors),
            new MaskPlan([.. labels, .. Treatments(ToolUses.Table.Rules, asLabel: true)], OwnDetectors),
            new MaskPlan([.. labels, (FindingTypes.ApiKey, new MaskPlan.Treatment("", Masked: true, MaskPlan.DefaultMinScore, MaskOperator.Label))], OwnDetectors),
            Answers([.. Treatments(answers, asLabel: false)], OwnDetectors),
            answers);
    }

    private static IEnumerable<PolicyRule> Matching(IReadOnlyList<Finding> findings, IEnumerable<PolicyRule> rules) => findings.Count == 0
        ? []
        : rules.Where(rule => findings.Any(finding => finding.Rule == rule.Name && finding.Score >= rule.MinScore && rule.Types.Contains(finding.Type)));

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
