using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Requests;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// Step 6: waits for reviewers, then uses the approval up. While a stream waits it is kept alive with pings; a plain call waits
/// in silence, for less time than Claude's SDKs do.
/// </summary>
internal sealed class HoldStep(HoldDesk desk, HoldRelease release, Lease lease, GatewayOptions options, TimeProvider clock)
{
    /// <summary>About what a finding takes, with its texts.</summary>
    private const int FindingBytes = 512;

    /// <summary>How much longer this end waits than policy says, in case the word that it is over never comes.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>What keeps a stream alive.</summary>
    public static readonly ReadOnlyMemory<byte> Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    /// <summary>Waits, and uses up what was approved.</summary>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public async Task<HoldResult> WaitAsync(DurableExchange exchange, Reply reply, LiveExchange live)
    {
        var (inspected, decision) = (exchange.Inspected, exchange.Inspected.Decision);
        var asked = Describe(exchange, live);
        var (opened, refused) = desk.Open(asked, HeldBytes(inspected, asked));
        using var ticket = opened;
        if (ticket is null)
            return new(null, new Refusal(refused!, decision.Rule));
        exchange.Held(ticket.ApprovalId);
        HoldOutcome outcome;
        try
        {
            outcome = await WaitAsync(ticket, inspected.Inspection.Stream, decision.HoldTimeout, reply, live);
        }
        catch (OperationCanceledException)
        {
            desk.Abandon(ticket);
            throw;
        }
        finally
        {
            // It waited with others for an approval that was there before it: its record says so, whatever becomes of it.
            if (ticket.ApprovalId != asked.ApprovalId)
                exchange.Held(ticket.ApprovalId);
        }
        if (outcome is { State: ApprovalState.Pending, Edits: { } edits })
            return new(null, Edits: edits, ApprovalId: outcome.ApprovalId);
        if (outcome.State == ApprovalState.Pending)
            desk.Abandon(ticket);
        // Not used up: sent again, the same request finds its approval.
        if (outcome.State == ApprovalState.Approved && !exchange.TryMakeRoom())
            return new(null, new Refusal(GatewayProblems.RecordingUnavailable, decision.Rule, outcome.ApprovalId));
        var (approval, refusal) = await release.UseAsync(exchange, outcome, decision.Rule, inspected.Digest, live, found: true);
        return new(approval, refusal);
    }

    /// <summary>Ends the approval of a request that was changed, where the change is refused and not held.</summary>
    /// <param name="exchange">The changed request's, or the one that was to be changed.</param>
    /// <param name="approvalId">By which the change was asked for; empty where none was.</param>
    public void RefuseChange(DurableExchange exchange, string approvalId)
    {
        if (approvalId.Length > 0)
            desk.RefuseChange(exchange.Inspected.Request.Skill.Tenant.OrganisationId, approvalId, exchange.ExchangeId);
    }

    private async Task<HoldOutcome> WaitAsync(HoldTicket ticket, bool isStream, TimeSpan timeout, Reply reply, LiveExchange live)
    {
        var (patience, ending) = (timeout + Grace, live.Ending);
        if (!isStream && patience > options.LongestPlainHold)
            patience = options.LongestPlainHold;
        var since = clock.GetTimestamp();
        while (true)
        {
            var left = patience - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return OutOfPatience();
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
                return OutOfPatience();
            }
        }

        HoldOutcome OutOfPatience() => new(patience < timeout ? ApprovalState.Pending : ApprovalState.Expired, ticket.ApprovalId);
    }

    /// <summary>All that waits in memory: what came, what goes on and what is recorded, where these differ, the view, and the findings.</summary>
    private static long HeldBytes(InspectedRequest inspected, HoldRequest asked)
    {
        var (body, inspection) = (inspected.Body, inspected.Inspection);
        return (long)body.Length + (inspection.RestoredBody?.Length ?? 0) + (inspection.RecordBody.Equals(body) ? 0 : inspection.RecordBody.Length)
            + asked.View.Length + ((long)inspection.Findings.Count * FindingBytes);
    }

    private HoldRequest Describe(DurableExchange exchange, LiveExchange live)
    {
        var (inspected, decision) = (exchange.Inspected, exchange.Inspected.Decision);
        var shown = HoldViewWriter.Write(inspected, decision, inspected.Inspection.Matches);
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
            Stage = HoldStages.Request,
            EditOf = inspected.EditOf,
            Policies = { inspected.Request.Skill.Entry.Policies.InForce },
        };
    }
}
