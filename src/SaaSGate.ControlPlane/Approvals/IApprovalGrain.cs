namespace SaaSGate.ControlPlane.Approvals;

/// <summary>
/// One held request, alive: ends it when its time is up, and knows who has it open. What is decided is decided in PostgreSQL. Key: <c>org_…/apr_…</c>.
/// </summary>
[Alias("approval")]
internal interface IApprovalGrain : IGrainWithStringKey
{
    /// <summary>The row says something new (held, decided, consumed, ended): read it, and set or drop the clock.</summary>
    [Alias("refresh")]
    Task<ApprovalSnapshot?> RefreshAsync();

    /// <summary>What is known of it; null when there is no such approval.</summary>
    [Alias("get")]
    Task<ApprovalSnapshot?> GetAsync();

    /// <summary>Somebody has it open, and says so again from time to time. That they may see it, the caller has seen to.</summary>
    /// <returns>Everyone who has.</returns>
    [Alias("look")]
    Task<IReadOnlyList<ApprovalViewer>> LookAsync(ApprovalViewer viewer);

    /// <summary>A connection has closed it.</summary>
    [Alias("leave")]
    Task LeaveAsync(string key);
}
