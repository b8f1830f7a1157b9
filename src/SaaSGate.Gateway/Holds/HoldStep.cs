using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// Step 6: waits for reviewers, then uses the approval up. While a stream waits it is kept alive with pings; a plain call waits
/// in silence, for less time than Claude's SDKs do.
/// </summary>
internal sealed class HoldStep(
    HoldDesk desk, ApprovalConsumer consumer, Lease lease, GatewayView view, StopSet stops, GatewayOptions options, TimeProvider clock)
{
    /// <summary>About what a finding takes, with its texts.</summary>
    private const int FindingBytes = 512;

    private static readonly byte[] Ping = [.. "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8];

    /// <summary>The consumed approval, or the refusal.</summary>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public async Task<(ConsumedApproval? Approval, Refusal? Refusal)> WaitAsync(DurableExchange exchange, Reply reply, LiveExchange live)
    {
        var decision = exchange.Inspected.Inspection.Decision;
        var asked = Describe(exchange, live);
        using var ticket = desk.TryOpen(asked, HeldBytes(exchange.Inspected, asked));
        if (ticket is null)
            return (null, new Refusal(GatewayProblems.HoldUnavailable, decision.Rule));
        exchange.Held(ticket.ApprovalId);
        HoldOutcome outcome;
        try
        {
            outcome = await WaitAsync(ticket, exchange.Inspected.Inspection.Stream, decision.HoldTimeout, reply, live.Ending);
        }
        catch (OperationCanceledException)
        {
            desk.Abandon(ticket);
            throw;
        }
        if (outcome.Problem is { } problem)
            return (null, new Refusal(problem, decision.Rule));
        if (outcome.State != ApprovalState.Approved)
            return (null, Refuse(outcome, decision.Rule));
        // What was true when it was held must still be true now (promise 5); the control plane checks the same once more.
        if (!lease.IsFresh || !StillStands(exchange, live))
            return (null, new Refusal(GatewayProblems.ApprovalVoid, decision.Rule, outcome.ApprovalId));
        return await consumer.ConsumeAsync(exchange, outcome.ApprovalId, live.Ending) is { } consumed
            ? (consumed, null)
            : (null, new Refusal(GatewayProblems.ApprovalVoid, decision.Rule, outcome.ApprovalId));
    }

    private async Task<HoldOutcome> WaitAsync(HoldTicket ticket, bool isStream, TimeSpan timeout, Reply reply, CancellationToken ending)
    {
        // The control plane ends the hold; this end only bounds it, in case that word never comes.
        var patience = timeout + TimeSpan.FromSeconds(5);
        if (!isStream && patience > options.LongestPlainHold)
            patience = options.LongestPlainHold;
        var since = clock.GetTimestamp();
        while (true)
        {
            var left = patience - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return new HoldOutcome(ApprovalState.Expired, ticket.ApprovalId);
            try
            {
                return await ticket.Outcome.WaitAsync(isStream && options.HoldSilence < left ? options.HoldSilence : left, clock, ending);
            }
            catch (TimeoutException) when (isStream)
            {
                if (!lease.IsFresh)
                    return new HoldOutcome(ApprovalState.Cancelled, ticket.ApprovalId, Problem: GatewayProblems.LeaseExpired);
                if (!reply.HasStarted)
                    reply.BeginStream();
                await reply.WriteAsync(Ping, Ping, ending);
            }
            catch (TimeoutException)
            {
                return new HoldOutcome(ApprovalState.Expired, ticket.ApprovalId);
            }
        }
    }

    /// <summary>All that waits in memory: what came, what goes on and what is recorded, where these differ, the view, and the findings.</summary>
    private static long HeldBytes(InspectedRequest inspected, HoldRequest asked)
    {
        var (body, inspection) = (inspected.Request.Body, inspected.Inspection);
        return (long)body.Length + (inspection.RestoredBody?.Length ?? 0) + (inspection.RecordBody.Equals(body) ? 0 : inspection.RecordBody.Length)
            + asked.View.Length + ((long)inspection.Findings.Count * FindingBytes);
    }

    private bool StillStands(DurableExchange exchange, LiveExchange live)
    {
        var skill = exchange.Inspected.Request.Skill;
        return !stops.Holds(skill.Tenant.OrganisationId, skill.StopTargets(live.SessionId))
            && view.Find(skill.Tenant.OrganisationId) is { } tenant
            && tenant.FindSkill(skill.Entry.Skill.Id) is { Connection: { } connection } entry && connection == skill.Connection
            && entry.Policies.Versions.SequenceEqual(skill.Entry.Policies.Versions);
    }

    private static Refusal Refuse(HoldOutcome outcome, string rule) => outcome.State switch
    {
        ApprovalState.Denied => new Refusal(GatewayProblems.Denied, rule, outcome.ApprovalId, outcome.Note.Length > 0 ? $"Note: {outcome.Note}" : null),
        ApprovalState.Expired or ApprovalState.Pending => new Refusal(GatewayProblems.HeldUndecided, rule, outcome.ApprovalId),
        _ => new Refusal(GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId),
    };

    private HoldRequest Describe(DurableExchange exchange, LiveExchange live)
    {
        var (inspected, decision) = (exchange.Inspected, exchange.Inspected.Inspection.Decision);
        var shown = HoldViewWriter.Write(inspected);
        return new HoldRequest
        {
            OrganisationId = inspected.Request.Skill.Tenant.OrganisationId,
            ApprovalId = Id<Approval>.New(clock).Value,
            ExchangeId = exchange.ExchangeId,
            SessionId = live.SessionId,
            SkillId = inspected.Request.Skill.Entry.Skill.Id,
            Digest = ByteString.CopyFrom(inspected.Digest),
            ViewDigest = ByteString.CopyFrom(System.Security.Cryptography.SHA256.HashData(shown)),
            View = UnsafeByteOperations.UnsafeWrap(shown),
            Rule = decision.Rule,
            PolicyId = decision.PolicyId,
            PolicyVersion = (ulong)decision.PolicyVersion,
            Severity = decision.Severity,
            TimeoutMilliseconds = (uint)decision.HoldTimeout.TotalMilliseconds,
        };
    }
}
