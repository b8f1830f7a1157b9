using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// The latest decisions. Decisions come over one connection and names of approvals over the other: a decision may be here
/// before the request that waits for it knows the approval's name.
/// </summary>
internal sealed class RecentDecisions
{
    private const int Kept = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Organisation, string Approval), ApprovalDecision> _byApproval = [];
    private readonly Queue<(string Organisation, string Approval)> _order = [];

    public void Add(ApprovalDecision decision)
    {
        var key = (decision.OrganisationId, decision.ApprovalId);
        lock (_gate)
        {
            if (!_byApproval.ContainsKey(key))
                _order.Enqueue(key);
            _byApproval[key] = decision;
            if (_order.Count > Kept)
                _byApproval.Remove(_order.Dequeue());
        }
    }

    public ApprovalDecision? Find(string organisation, string approval)
    {
        lock (_gate)
            return _byApproval.GetValueOrDefault((organisation, approval));
    }
}
