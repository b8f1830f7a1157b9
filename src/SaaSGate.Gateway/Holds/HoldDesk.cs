using System.Collections.Concurrent;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Link;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// Requests that wait for reviewers. Their bytes stay in this process's memory, under a budget; what goes to the control plane
/// is the masked view and the digest.
/// </summary>
internal sealed class HoldDesk(LinkOutbox outbox, GatewayOptions options)
{
    private readonly ConcurrentDictionary<string, HoldTicket> _byExchange = new();
    private readonly RecentDecisions _decisions = new();
    private long _bytes;

    /// <summary>Requests to tell a control plane that has just (re)connected; it finds the ones it knows by digest.</summary>
    public IReadOnlyList<HoldRequest> Waiting => [.. _byExchange.Values.Where(ticket => !ticket.Outcome.IsCompleted).Select(ticket => ticket.Request)];

    /// <summary>Begins a wait, or returns null when too much waits already.</summary>
    public HoldTicket? TryOpen(HoldRequest request, long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > options.MaxHeldBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return null;
        }
        var ticket = new HoldTicket(this, request, bytes);
        _byExchange[request.ExchangeId] = ticket;
        if (outbox.Send(new BulkFromGateway { Hold = request }))
            return ticket;
        ticket.Dispose();
        return null;
    }

    /// <summary>The control plane keeps the approval (or found one with the same digest, perhaps decided already).</summary>
    public void Accepted(HoldAccepted accepted)
    {
        if (!_byExchange.TryGetValue(accepted.ExchangeId, out var ticket))
            return;
        ticket.Named(accepted.ApprovalId);
        if (accepted.Refusal.Length > 0)
            ticket.Settle(new HoldOutcome(ApprovalState.Cancelled, accepted.ApprovalId, Problem: ProblemOf(accepted.Refusal)));
        else if (accepted.State != ApprovalState.Pending)
            ticket.Settle(new HoldOutcome(accepted.State, accepted.ApprovalId));
        else if (_decisions.Find(ticket.Request.OrganisationId, accepted.ApprovalId) is { } overtook)
            ticket.Settle(new HoldOutcome(overtook.State, overtook.ApprovalId, overtook.Note));
    }

    public void Decided(ApprovalDecision decision)
    {
        // Kept first: a request that learns its approval's name from here on finds the decision there.
        _decisions.Add(decision);
        foreach (var ticket in _byExchange.Values)
        {
            if (ticket.ApprovalId == decision.ApprovalId && ticket.Request.OrganisationId == decision.OrganisationId)
                ticket.Settle(new HoldOutcome(decision.State, decision.ApprovalId, decision.Note));
        }
    }

    /// <summary>Nobody waits at this end any more; the approval stays, for a client that sends the same bytes again.</summary>
    public void Abandon(HoldTicket ticket) => outbox.Send(new BulkFromGateway
    {
        Abandoned = new HoldAbandoned { OrganisationId = ticket.Request.OrganisationId, ApprovalId = ticket.ApprovalId, ExchangeId = ticket.Request.ExchangeId },
    });

    /// <summary>Whether a decision of this approval has come.</summary>
    internal bool Knows(string organisation, string approval) => _decisions.Find(organisation, approval) is not null;

    private static Problem ProblemOf(string code) => GatewayProblems.All.FirstOrDefault(problem => problem.Code == code) ?? GatewayProblems.HoldUnavailable;

    internal void Close(HoldTicket ticket)
    {
        if (_byExchange.TryRemove(ticket.Request.ExchangeId, out _))
            Interlocked.Add(ref _bytes, -ticket.Bytes);
    }
}
