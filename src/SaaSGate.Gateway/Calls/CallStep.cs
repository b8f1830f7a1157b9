using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Calls;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Calls;

/// <summary>
/// Judges tool calls of answers before the skill gets them. One that is kept back is recorded as that, masked, before anybody is asked; its
/// bytes go to the record only when they go to the skill.
/// </summary>
internal sealed class CallStep(HoldDesk desk, HoldRelease release, RuleLocks locks, ReleasedCalls released, StopCheck stops, GatewayOptions options, TimeProvider clock)
{
    private const int LongestInput = 64 * 1024, LongestTool = 200, Cost = 1024;

    /// <summary>Judges one call, and begins its wait where policy says so.</summary>
    /// <param name="exchange">In whose answer it is.</param>
    /// <param name="live">The same, under way.</param>
    /// <param name="call">The call.</param>
    /// <param name="model">That made it, masked; null where it is the request's.</param>
    /// <param name="line">Where it stands in a batch's results; null where it is no batch's.</param>
    public CallVerdict Judge(DurableExchange exchange, LiveExchange live, ToolCall call, string? model = null, ResultLine? line = null)
    {
        var skill = exchange.Inspected.Request.Skill.Entry;
        var facts = skill.Facts with { UtcNow = clock.GetUtcNow(), Model = model ?? exchange.Inspected.Inspection.Model, Seen = skill.Memory.Calls };
        var judged = skill.Inspector.InspectToolUse(call.Name, call.Input, facts);
        Note(exchange, judged);
        var decision = judged.Decision;
        if (stops.FindOnCall(exchange.Inspected.Request.Skill, call.Input.Span) is { } stop)
        {
            Record(exchange, Show(exchange.Inspected.Request.Skill, call, judged, facts), ByLock(stop), approvalId: "");
            if (decision.Kind == DecisionKind.Lock)
                locks.Lock(exchange);
            return new(Refusal: StopCheck.RefusalOf(stop));
        }
        if (decision.Kind < DecisionKind.Hold)
        {
            exchange.Uses(judged.FirstUses, call: true);
            return default;
        }
        var shown = Show(exchange.Inspected.Request.Skill, call, judged, facts);
        switch (decision.Kind)
        {
            case DecisionKind.Hold:
                return Hold(exchange, live, call, shown, judged, model, line);
            case DecisionKind.Lock:
                Record(exchange, shown, decision, approvalId: "");
                locks.Lock(exchange);
                return new(Refusal: new Refusal(GatewayProblems.Locked, decision.Rule, Detail: decision.Message));
            default:
                Record(exchange, shown, decision, approvalId: "");
                return new(Refusal: new Refusal(GatewayProblems.Blocked, decision.Rule, Detail: decision.Message));
        }
    }

    /// <summary>Uses up what was decided about a call; null when it may go to the skill now.</summary>
    public async Task<Refusal?> ReleaseAsync(DurableExchange exchange, LiveExchange live, HeldCall held)
    {
        Name(exchange, held);
        var (approval, refusal) = await release.UseAsync(exchange, await held.Ticket.Outcome, held.Rule, held.Digest, live, found: held.Line is not null);
        if (approval is null)
            return refusal;
        if (!approval.IsFor(held.Digest))
            throw new InvalidOperationException("This approval is for something else.");
        if (stops.FindOnCall(exchange.Inspected.Request.Skill, held.Input.Span) is { } stop)
            return StopCheck.RefusalOf(stop);
        if (held.Line is { } line)
            released.Add(exchange.Inspected.Request.Skill, line.BatchId, held.Digest, held.Rule, approval.ApprovalId, exchange.ExchangeId);
        exchange.Uses(held.New, call: true);
        return null;
    }

    /// <summary>Why a call that nobody had to decide may not go any more, since it waited behind others; null when it may.</summary>
    public Refusal? Again(DurableExchange exchange, ToolCall call) =>
        stops.FindOnCall(exchange.Inspected.Request.Skill, call.Input.Span) is { } stop ? StopCheck.RefusalOf(stop) : null;

    /// <summary>How long the wait for a call may still last.</summary>
    public TimeSpan Left(HeldCall held) => held.Patience - clock.GetElapsedTime(held.Since);

    /// <summary>Ends a wait that took too long; one that has been decided meanwhile stays as it was. Whoever reads results again finds the approval.</summary>
    public void GiveUp(HeldCall held)
    {
        var state = held.Line is null ? ApprovalState.Expired : ApprovalState.Pending;
        if (held.Ticket.Settle(new HoldOutcome(state, held.Ticket.ApprovalId)) && state == ApprovalState.Pending)
            desk.Abandon(held.Ticket);
    }

    /// <summary>The skill has all of a batch's results.</summary>
    public void HasAll(DurableExchange exchange, string batchId) => released.Forget(exchange.Inspected.Request.Skill, batchId);

    /// <summary>Nobody waits for these any more.</summary>
    public void Abandon(DurableExchange exchange, IEnumerable<HeldCall> calls)
    {
        foreach (var held in calls)
        {
            using var ticket = held.Ticket;
            try
            {
                Name(exchange, held);
            }
            catch (RecordingException)
            {
                // There is no room to say it; what waits ends all the same.
            }
            if (!ticket.Outcome.IsCompleted)
                desk.Abandon(ticket);
        }
    }

    /// <summary>Where another reading of the same results had asked before, that approval counts: the record says so, whatever becomes of the call.</summary>
    private static void Name(DurableExchange exchange, HeldCall held)
    {
        if (held.Ticket.ApprovalId == held.Shown.ApprovalId)
            return;
        exchange.Withheld(new CallWithheld(held.Shown) { ApprovalId = held.Ticket.ApprovalId, Replaces = held.Shown.ApprovalId });
        held.Shown.ApprovalId = held.Ticket.ApprovalId;
    }

    /// <summary>As the record has it where a lock is what decides.</summary>
    private static PolicyDecision ByLock(Stop stop) => PolicyDecision.Allowed with { Kind = DecisionKind.Block, Rule = "destination lock", PolicyId = stop.LockId };

    private CallVerdict Hold(DurableExchange exchange, LiveExchange live, ToolCall call, ShownCall shown, ToolUseInspection judged, string? model, ResultLine? line)
    {
        var (inspected, decision) = (exchange.Inspected, judged.Decision);
        var skill = inspected.Request.Skill;
        var digest = CallDigest.Compute(skill.Tenant.DigestKey, line?.Origin(skill.Connection.Id) ?? exchange.ExchangeId, call);
        if (line is not null && released.Take(skill, line.BatchId, digest, decision.Rule, exchange.ExchangeId) is { } before)
        {
            Record(exchange, shown, decision, before, passed: true);
            exchange.Uses(judged.FirstUses, call: true);
            return default;
        }
        var view = HoldViewWriter.Write(inspected, judged.Decision, judged.Matches, shown, model);
        var asked = new HoldRequest
        {
            OrganisationId = skill.Tenant.OrganisationId,
            ApprovalId = Id<Approval>.New(clock).Value,
            ExchangeId = exchange.ExchangeId,
            SessionId = live.SessionId,
            SkillId = skill.Entry.Skill.Id,
            Digest = ByteString.CopyFrom(digest),
            ViewDigest = ByteString.CopyFrom(SHA256.HashData(view)),
            View = UnsafeByteOperations.UnsafeWrap(view),
            Rule = decision.Rule,
            PolicyId = decision.PolicyId,
            PolicyVersion = (ulong)decision.PolicyVersion,
            Severity = decision.Severity,
            TimeoutMilliseconds = (uint)decision.HoldTimeout.TotalMilliseconds,
            Stage = HoldStages.ToolUse,
            Policies = { skill.Entry.Policies.InForce },
        };
        // Before anybody is asked: whoever finds the approval finds its exchange saying so.
        var recorded = Record(exchange, shown, decision, asked.ApprovalId);
        var (ticket, refused) = desk.Open(asked, view.Length + (2L * call.Input.Length) + Cost);
        if (ticket is null)
            return new(Refusal: new Refusal(refused!, decision.Rule));
        var patience = decision.HoldTimeout + HoldStep.Grace;
        // A plain call waits no longer in all than the SDKs do.
        if (!inspected.Inspection.Stream && options.LongestPlainHold - clock.GetElapsedTime(live.Since) is var left && left < patience)
            patience = left;
        return new(Held: new HeldCall(ticket, digest, decision.Rule, clock.GetTimestamp(), patience, call.Input, recorded, line, judged.FirstUses));
    }

    private static CallWithheld Record(DurableExchange exchange, ShownCall shown, PolicyDecision decision, string approvalId, bool passed = false)
    {
        var withheld = new CallWithheld
        {
            Index = shown.Index,
            Tool = shown.Tool,
            Input = shown.Input,
            Rule = decision.Rule,
            PolicyId = decision.PolicyId,
            PolicyVersion = (ulong)decision.PolicyVersion,
            Kind = RecordedMatch.NameOf(decision.Kind),
            ApprovalId = approvalId,
            Passed = passed,
        };
        exchange.Withheld(withheld);
        return withheld;
    }

    /// <summary>What was seen in a call goes into the exchange's last record, whatever becomes of the call.</summary>
    private static void Note(DurableExchange exchange, ToolUseInspection judged)
    {
        var ending = exchange.Ending;
        var (matches, findings) = (ending.Matches.Count, ending.Findings.Count);
        RecordedMatch.AddTo(ending.Matches, judged.Matches, judged.Shadow, exchange.Inspected.Request.Skill.Entry.Policies);
        ending.Findings.Add(judged.Findings.Take(RecordRoom.MostFindings - findings).Select(finding => RecordedFinding.From(finding, "response")));
        ending.Incidents.Add(judged.Incidents.Take(RuleIncident.Most - ending.Incidents.Count).Select(RecordedIncident.From));
        exchange.MoreToCome += ((ending.Matches.Count - matches) * RecordRoom.Match) + ((ending.Findings.Count - findings) * RecordRoom.Finding);
    }

    /// <summary>As reviewers and records see it. Where the skill gets tokens they get labels.</summary>
    private static ShownCall Show(AuthenticatedSkill skill, ToolCall call, ToolUseInspection judged, RequestFacts facts)
    {
        var inspector = skill.Entry.Inspector;
        var input = call.Input.Span.SequenceEqual(call.RecordInput.Span) ? judged.RecordInput : inspector.InspectToolUse(call.RecordName, call.RecordInput, facts).RecordInput;
        var text = Encoding.UTF8.GetString(input.Span);
        var isWhole = text.Length <= LongestInput;
        // Labels stand there for what is masked: nothing of it is told beside them.
        var places = isWhole ? CallDestinations.In(input.Span) : null;
        return new(call.Index, Cut(inspector.MaskText(call.RecordName), LongestTool), Cut(text, LongestInput), isWhole, places,
            places is null ? null : CallDigest.OfPlaces(skill.Tenant.DigestKey, call.Name, places));
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "…");
}
