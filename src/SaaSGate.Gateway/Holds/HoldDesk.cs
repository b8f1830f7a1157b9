using System.Collections.Concurrent;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Use;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// Requests, and tool calls of answers, that wait for reviewers. Their bytes stay in this process's memory, under a budget; what goes
/// to the control plane is the masked view and the digest.
/// </summary>
internal sealed class HoldDesk(LinkOutbox outbox, GatewayOptions options)
{
    // By the approval that each proposed; requests also by their exchange, since another approval may count for them.
    private readonly ConcurrentDictionary<string, HoldTicket> _tickets = new();
    private readonly ConcurrentDictionary<string, HoldTicket> _requests = new();
    private readonly RecentDecisions _decisions = new();
    private readonly FairShares _bytes = new(options.MaxHeldBytes);

    /// <summary>What to tell a control plane that has just (re)connected; it finds what it knows by digest.</summary>
    public IReadOnlyList<HoldRequest> Waiting => [.. _tickets.Values.Where(ticket => !ticket.Outcome.IsCompleted).Select(ticket => ticket.Request)];

    /// <summary>Bytes that wait now.</summary>
    public long Bytes => _bytes.Taken;

    /// <summary>Begins a wait, or says why there can be none: too much waits already, or this is too large.</summary>
    public (HoldTicket? Ticket, Problem? Refusal) Open(HoldRequest request, long bytes)
    {
        if (request.View.Length > HoldRequest.LongestView)
            return (null, GatewayProblems.HoldTooLarge);
        if (!TryTake(request, bytes))
            return (null, GatewayProblems.HoldUnavailable);
        var ticket = new HoldTicket(this, request, bytes);
        _tickets[request.ApprovalId] = ticket;
        if (request.Stage != HoldStages.ToolUse)
            _requests[request.ExchangeId] = ticket;
        if (outbox.Send(new BulkFromGateway { Hold = request }))
            return (ticket, null);
        ticket.Dispose();
        return (null, GatewayProblems.HoldUnavailable);
    }

    /// <summary>The control plane keeps the approval (or found one with the same digest, perhaps decided already).</summary>
    public void Accepted(HoldAccepted accepted)
    {
        // Another approval than the proposed one may count: which was proposed is told too, but by a control plane of before.
        if (!_tickets.TryGetValue(accepted.Proposed, out var ticket) && !_requests.TryGetValue(accepted.ExchangeId, out ticket) && !_tickets.TryGetValue(accepted.ApprovalId, out ticket))
            return;
        if (ticket.Request.ExchangeId != accepted.ExchangeId)
            return;
        ticket.Named(accepted.ApprovalId);
        if (accepted.Refusal.Length > 0)
            ticket.Settle(new HoldOutcome(ApprovalState.Cancelled, accepted.ApprovalId, Problem: ProblemOf(accepted.Refusal)));
        else if (accepted.State != ApprovalState.Pending)
            ticket.Settle(new HoldOutcome(accepted.State, accepted.ApprovalId));
        else if ((_decisions.Find(ticket.Request.OrganisationId, accepted.ApprovalId) ?? accepted.Change) is { } overtook)
            Settle(ticket, overtook);
    }

    public void Decided(ApprovalDecision decision)
    {
        // Kept first: a request that learns its approval's name from here on finds the decision there.
        _decisions.Add(decision);
        foreach (var ticket in _tickets.Values)
        {
            if (ticket.ApprovalId == decision.ApprovalId && ticket.Request.OrganisationId == decision.OrganisationId)
                Settle(ticket, decision);
        }
    }

    /// <summary>Nobody waits at this end any more; the approval stays, for a client that sends the same bytes again.</summary>
    public void Abandon(HoldTicket ticket) => outbox.Send(new BulkFromGateway
    {
        Abandoned = new HoldAbandoned { OrganisationId = ticket.Request.OrganisationId, ApprovalId = ticket.ApprovalId, ExchangeId = ticket.Request.ExchangeId },
    });

    /// <summary>What a reviewer made of a held request is refused, by policy or for what it is: nothing comes of its approval any more.</summary>
    public void RefuseChange(string organisation, string approval, string exchange) => outbox.Send(new BulkFromGateway
    {
        Abandoned = new HoldAbandoned { OrganisationId = organisation, ApprovalId = approval, ExchangeId = exchange, ChangeRefused = true },
    });

    /// <summary>How many requests and tool calls of an exchange wait.</summary>
    public (int Requests, int Calls) CountOf(string exchangeId) => (
        _requests.TryGetValue(exchangeId, out var request) && !request.Outcome.IsCompleted ? 1 : 0,
        _tickets.IsEmpty ? 0 : _tickets.Values.Count(ticket => ticket.Request.ExchangeId == exchangeId && ticket.Request.Stage == HoldStages.ToolUse && !ticket.Outcome.IsCompleted));

    /// <summary>Whether a decision of this approval has come.</summary>
    internal bool Knows(string organisation, string approval) => _decisions.Find(organisation, approval) is not null;

    internal bool TryTake(HoldRequest request, long bytes) => _bytes.TryTake(request.OrganisationId, bytes);

    internal void Close(HoldTicket ticket)
    {
        if (!_tickets.TryRemove(new(ticket.Request.ApprovalId, ticket)))
            return;
        _requests.TryRemove(new(ticket.Request.ExchangeId, ticket));
        _bytes.Give(ticket.Request.OrganisationId, ticket.Bytes);
    }

    /// <summary>A decision ends the wait; a change of the request that leaves it undecided does too, for the request as it was.</summary>
    private static void Settle(HoldTicket ticket, ApprovalDecision decision)
    {
        if (decision.State != ApprovalState.Pending || decision.Edits.Count > 0)
            ticket.Settle(new HoldOutcome(decision.State, decision.ApprovalId, decision.Note, Edits: decision.Edits));
    }

    private static Problem ProblemOf(string code) => GatewayProblems.All.FirstOrDefault(problem => problem.Code == code) ?? GatewayProblems.HoldUnavailable;
}
