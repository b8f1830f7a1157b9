using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.Inspection.Caching;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Matching;
using SaaSGate.Inspection.Requests;
using SaaSGate.Inspection.Streaming;

namespace SaaSGate.Inspection;

/// <summary>Reads requests and answers of one skill under one policy. Immutable; shared between threads.</summary>
public sealed class Inspector
{
    /// <summary>Deepest nesting of a request's body; what is deeper is refused.</summary>
    public const int MaxJsonDepth = StrictJson.MaxDepth;

    private readonly PolicySet _whole;
    private readonly Labeller _labeller;
    private readonly RequestFacts _skill;
    private readonly string _skillId;
    private readonly TimeProvider _clock;
    private readonly ShadowRules? _shadow;
    private readonly Func<string, string> _maskText;
    private readonly InspectionCache? _cache;
    private volatile CacheScope? _scope;
    private volatile InForce _inForce;

    /// <summary>Binds a policy and the organisation's keys to a skill.</summary>
    /// <param name="policy">Rules in force.</param>
    /// <param name="keys">Keys of the organisation.</param>
    /// <param name="skillId">Id of the skill (<c>skl_…</c>): labels are the skill's own.</param>
    /// <param name="cache">Where what was read is remembered; without one, all of a request is read each time.</param>
    /// <param name="clock">Tells the day until which sealed values open, and until when rules that mask leave something alone.</param>
    /// <param name="shadow">Drafts in place of what is in force: they are asked as well, and change nothing.</param>
    /// <param name="skill">What exceptions of rules that mask ask of the skill; those that name skills or labels do not run without it.</param>
    public Inspector(
        PolicySet policy, MaskingKeys keys, string skillId, InspectionCache? cache = null, TimeProvider? clock = null, PolicySet? shadow = null, RequestFacts? skill = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(skillId);
        (_whole, _labeller, _clock, _skill) = (policy, new Labeller(keys, skillId, clock), clock ?? TimeProvider.System, skill ?? RequestFacts.None);
        _shadow = shadow is null ? null : new ShadowRules(policy, shadow, _labeller);
        (_skillId, _cache, _maskText) = (skillId, cache, MaskText);
        _inForce = Bind();
    }

    /// <summary>As rules mask now: what one leaves alone for a while it masks when that is over.</summary>
    private InForce Current => _inForce is var current && (current.Until == DateTimeOffset.MaxValue || _clock.GetUtcNow() < current.Until) ? current : _inForce = Bind();

    /// <summary>Reads a request strictly, restores what was sealed for its skill, decides, and makes the body for its record.</summary>
    /// <param name="body">The decoded JSON body. It must not change while the result is in use: the result may refer to it.</param>
    /// <param name="family">Which body it is.</param>
    /// <param name="facts">What is known beside the body; without it, rules that ask for it count as met, but for those that allow.</param>
    public RequestInspection InspectRequest(ReadOnlyMemory<byte> body, EndpointFamily family, RequestFacts? facts = null) => InspectRequest(body, family, facts, explains: false, recorded: null);

    /// <summary>Does the same, and says of each rule what came of it.</summary>
    /// <inheritdoc cref="InspectRequest(ReadOnlyMemory{byte}, EndpointFamily, RequestFacts?)"/>
    public RequestInspection ExplainRequest(ReadOnlyMemory<byte> body, EndpointFamily family, RequestFacts? facts = null) => InspectRequest(body, family, facts, explains: true, recorded: null);

    /// <summary>
    /// Asks rules about a request of which only its record is left: values that were found count by the labels that stand in their
    /// place, and what was not masked is looked at again. Patterns see labels where values stood.
    /// </summary>
    /// <param name="recordBody">The body of the record.</param>
    /// <param name="family">Which body it is.</param>
    /// <param name="recorded">What was found when it came.</param>
    /// <param name="facts">What was known beside the body.</param>
    /// <param name="explains">Whether each rule's answer is wanted.</param>
    public RequestInspection InspectRecord(ReadOnlyMemory<byte> recordBody, EndpointFamily family, IReadOnlyList<Finding> recorded, RequestFacts? facts = null, bool explains = false)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return InspectRequest(recordBody, family, facts, explains, new RecordedLabels(recorded));
    }

    private RequestInspection InspectRequest(ReadOnlyMemory<byte> body, EndpointFamily family, RequestFacts? facts, bool explains, RecordedLabels? recorded)
    {
        var json = body.Span;
        if (!StrictJson.IsObject(json) || RequestShape.IsAmbiguous(json, family))
            return new RequestInspection { Problem = GatewayProblems.BodyInvalid };
        var batch = family == EndpointFamily.Batches;
        var current = Current;
        var (policy, exceptions) = (current.Policy, current.Exceptions);
        var tokens = SealedTokens.Read(json, _labeller, policy.RecordPlan, batch);
        var labelled = tokens is null ? body : tokens.Labelled.Apply(json);
        var restored = tokens is { Restored.IsEmpty: false } ? tokens.Restored.Apply(json) : null;
        if (restored is not null && !StrictJson.IsObject(restored))
            return new RequestInspection { Problem = GatewayProblems.BodyInvalid };
        var scope = _cache is null ? null : Scope(_cache, policy);
        using var seen = scope is null ? null : new SeenTexts(_cache!, scope.CacheKey);
        using var seenByDrafts = scope?.DraftsKey is null ? null : new SeenTexts(_cache!, scope.DraftsKey);
        facts ??= RequestFacts.None;
        var rules = policy.Requests.Rent();
        rules.Begin(facts, facts.SkillId ?? _skillId, family, exceptions, _maskText, seen);
        var drafts = _shadow?.OfRequests.Begin(rules, facts, facts.SkillId ?? _skillId, family, _maskText, seenByDrafts);
        List<RequestOutline> outlines = batch ? RequestOutline.ReadBatch(json, rules) : [RequestOutline.Read(json, rules)];
        if (recorded is null && outlines.Exists(outline => outline.IsModelTooLong))
            return new RequestInspection { Problem = GatewayProblems.BodyInvalid };
        var reader = new RequestReader(policy.RecordPlan, rules, _labeller, outlines, batch, seen) { Tokens = tokens, ShowsText = restored is null, Recorded = recorded };
        reader.Walk(labelled.Span);
        reader.EndCalls(labelled.Span);
        reader.TellOthers();
        if (restored is not null && (rules.AsksText || rules.AsksCalls || rules.Threats.IsAsked))
        {
            var upstream = new RequestReader(policy.RecordPlan, rules, _labeller, outlines, batch, seen) { TellsNamesOnly = true };
            upstream.Walk(restored);
            upstream.EndCalls(restored);
            reader.Tell(upstream.Findings);
        }
        if (drafts is not null && !_shadow!.OfRequests.Missing.IsEmpty)
            new RequestReader(_shadow.OfRequests.Missing, drafts, _labeller, outlines, batch, seenByDrafts) { ShowsText = false }.Walk(labelled.Span);
        rules.EndText(restored ?? labelled.Span);
        rules.AddOutlines(outlines);
        rules.AddRequestTokens(RequestTokens.Estimate(json.Length - reader.BinaryBytes));
        var verdict = RuleVerdict.Of(rules);
        var first = outlines.Count > 0 ? outlines[0] : new RequestOutline();
        var inspection = new RequestInspection
        {
            Model = MaskText(first.Model),
            Requests = batch ? outlines.Count : 1,
            Stream = !batch && first.Stream,
            MaxTokens = first.MaxTokens,
            Decision = verdict.Decision,
            Matches = verdict.Matches,
            FirstUses = rules.New,
            Incidents = verdict.Incidents,
            RestoredBody = restored is null ? default(ReadOnlyMemory<byte>?) : restored,
            RecordBody = reader.Edits.IsEmpty ? labelled : reader.Edits.Apply(labelled.Span),
            Findings = reader.Findings,
            FindingCounts = reader.Counts,
            Explanation = explains ? RuleExplainer.Explain(policy, rules, verdict) : null,
            Shadow = drafts is null ? null : _shadow!.OfRequests.End(drafts),
        };
        policy.Requests.Return(rules);
        return inspection;
    }

    /// <summary>
    /// A request's body as findings are placed in it, labels standing for what came back sealed; and the tokens for which each of these labels stands.
    /// </summary>
    /// <param name="body">A body that was inspected.</param>
    /// <param name="family">Which body it is.</param>
    public (ReadOnlyMemory<byte> Labelled, IReadOnlyDictionary<string, string> Tokens) LabelSealed(ReadOnlyMemory<byte> body, EndpointFamily family)
    {
        var byLabel = new Dictionary<string, string>(StringComparer.Ordinal);
        var tokens = SealedTokens.Read(body.Span, _labeller, MaskPlan.Nothing, family == EndpointFamily.Batches, byLabel);
        return (tokens is null ? body : tokens.Labelled.Apply(body.Span), byLabel);
    }

    /// <summary>Whether any rule, in force or of a draft, looks at tool calls of answers.</summary>
    public bool AsksToolUse => _whole.ToolUses.Table.Rules.Length > 0 || _shadow is { OfToolUses.IsEmpty: false };

    /// <summary>Judges one tool call of an answer, before the skill gets it.</summary>
    /// <param name="name">Name of the tool.</param>
    /// <param name="input">Its input: JSON in UTF-8, as Claude wrote it. Where it is not, all of it is looked at as text, and rules that ask for its form count as met.</param>
    /// <param name="facts">What is known beside it; without it, rules that ask for it count as met, but for those that allow.</param>
    public ToolUseInspection InspectToolUse(string name, ReadOnlyMemory<byte> input, RequestFacts? facts = null) => InspectToolUse(name, input, facts, explains: false);

    /// <summary>Does the same, and says of each rule what came of it.</summary>
    /// <inheritdoc cref="InspectToolUse(string, ReadOnlyMemory{byte}, RequestFacts?)"/>
    public ToolUseInspection ExplainToolUse(string name, ReadOnlyMemory<byte> input, RequestFacts? facts = null) => InspectToolUse(name, input, facts, explains: true);

    private ToolUseInspection InspectToolUse(string name, ReadOnlyMemory<byte> input, RequestFacts? facts, bool explains)
    {
        ArgumentNullException.ThrowIfNull(name);
        facts ??= RequestFacts.None;
        var call = ToolCallBody.Of(name, input.Span);
        var current = Current;
        var (policy, exceptions) = (current.Policy, current.ToolUseExceptions);
        var rules = policy.ToolUses.Rent();
        rules.Begin(facts, facts.SkillId ?? _skillId, facts.Endpoint, exceptions, _maskText, seen: null);
        var drafts = _shadow?.OfToolUses.Begin(rules, facts, facts.SkillId ?? _skillId, facts.Endpoint, _maskText, seen: null);
        rules.AddCalledTool(name);
        rules.AddModelOf(facts);
        var reader = new RequestReader(policy.ToolUsePlan, rules, _labeller, [], batch: false) { Relocate = ToolCallBody.Relocate };
        reader.Walk(call.Body);
        if (drafts is not null && !_shadow!.OfToolUses.Missing.IsEmpty)
            new RequestReader(_shadow.OfToolUses.Missing, drafts, _labeller, [], batch: false) { ShowsText = false }.Walk(call.Body);
        reader.EndCalls(call.Body);
        if (!call.IsJson)
            rules.AddUnknown(ConditionKind.ToolInput);
        var verdict = RuleVerdict.Of(rules);
        var inspection = new ToolUseInspection
        {
            Decision = verdict.Decision,
            Matches = verdict.Matches,
            Incidents = verdict.Incidents,
            Findings = reader.Findings,
            FirstUses = rules.New,
            RecordInput = call.InputOf(reader.Edits),
            Explanation = explains ? RuleExplainer.Explain(policy, rules, verdict) : null,
            Shadow = drafts is null ? null : _shadow!.OfToolUses.End(drafts),
        };
        policy.ToolUses.Return(rules);
        return inspection;
    }

    /// <summary>
    /// Masks what record and reviewers see of a request or an answer beside its body: path, query, header values, names. What
    /// the record of a body leaves out is left out here, and API keys in any case, also where they are percent-encoded.
    /// </summary>
    /// <returns>The text masked, decoded where only that shows a value; the very text where nothing is found.</returns>
    public string MaskText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Current.Metadata.Mask(SealedTokens.LabelIn(text, _labeller));
    }

    /// <summary>Begins a stream.</summary>
    public SseMasker CreateStreamMasker() => new(Current.Policy.ResponsePlan, _labeller);

    /// <summary>Begins the results of a batch: a JSON object a line.</summary>
    public JsonLinesMasker CreateLinesMasker() => new(Current.Policy.ResponsePlan, Current.Policy.RecordPlan, _labeller, _maskText);

    /// <summary>Masks a whole JSON answer or error body.</summary>
    /// <exception cref="InspectionException">A rule masks answers and the body is not JSON: nothing of it may pass.</exception>
    public ResponseInspection InspectResponse(ReadOnlyMemory<byte> jsonBody)
    {
        var json = jsonBody.Span;
        var facts = new AnswerFacts();
        var plan = Current.Policy.ResponsePlan;
        var masker = new BodyMasker(plan, _labeller);
        // Each by itself: where nothing is masked the answer passes, and what was read of it before a fault counts.
        if (!plan.IsEmpty || BodyMasker.MayHoldBinary(json))
            Attempt(() => masker.Walk(jsonBody.Span));
        Attempt(() => facts.Read(jsonBody.Span));
        var body = masker.Edits.IsEmpty ? jsonBody : masker.Edits.Apply(json);
        return new ResponseInspection
        {
            Body = body,
            RecordBody = masker.IsRecordedApart ? masker.RecordEdits.Apply(json) : body,
            Findings = masker.Findings,
            Usage = facts.Usage,
            StopReason = facts.StopReason,
            ErrorType = facts.ErrorType,
        };

        void Attempt(Action read)
        {
            try
            {
                read();
            }
            catch (JsonException) when (!plan.IsEmpty)
            {
                // The reader's own message quotes what it could not read.
                throw new InspectionException("The answer is not JSON.");
            }
            catch (Exception unreadable) when (plan.IsEmpty && unreadable is JsonException or InspectionException)
            {
                // It passes; it only tells nothing.
            }
        }
    }

    /// <summary>Incidents that rules open about an answer, by what was found in it.</summary>
    /// <param name="findings">Of a masker of this inspector.</param>
    public IReadOnlyList<RuleIncident> IncidentsOf(IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return Current.Policy.IncidentsOf(findings);
    }

    /// <summary>Rules that matched an answer, by what was found in it.</summary>
    /// <param name="findings">Of a masker of this inspector.</param>
    public IReadOnlyList<RuleMatch> MatchesOf(IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return Current.Policy.MatchesOf(findings);
    }

    private InForce Bind()
    {
        var policy = _whole.Leaving(_skill with { UtcNow = _clock.GetUtcNow() }, _skill.SkillId ?? _skillId, out var until);
        return new(
            policy, until, new MetadataMasker(policy.MetadataPlan, _labeller), new RuleExceptions(policy.Requests.Table, policy.RecordPlan, _labeller),
            new RuleExceptions(policy.ToolUses.Table, policy.ToolUsePlan, _labeller));
    }

    /// <summary>What is remembered holds fingerprints, so it is of one month.</summary>
    private CacheScope Scope(InspectionCache cache, PolicySet policy)
    {
        var fingerprintKey = _labeller.FingerprintKey;
        if (_scope is not { } scope || scope.FingerprintKey != fingerprintKey || scope.Policy != policy)
            _scope = scope = new(policy, fingerprintKey, KeyOf(policy.Digest), _shadow is null ? null : KeyOf(_shadow.Digest));
        return scope;

        byte[] KeyOf(byte[] policy) => cache.KeyFor(_labeller.Scope(policy, fingerprintKey));
    }

    /// <summary>The policy as it masks now.</summary>
    private sealed record InForce(PolicySet Policy, DateTimeOffset Until, MetadataMasker Metadata, RuleExceptions Exceptions, RuleExceptions ToolUseExceptions);

    private sealed record CacheScope(PolicySet Policy, byte[] FingerprintKey, byte[] CacheKey, byte[]? DraftsKey);
}
