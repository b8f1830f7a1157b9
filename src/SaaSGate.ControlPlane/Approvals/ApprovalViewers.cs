namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Who has an approval open: in memory only, and forgotten when a page no longer says so.</summary>
internal sealed class ApprovalViewers(TimeProvider clock)
{
    /// <summary>Pages say it again well within this.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(45);

    private const int Most = 50;
    private readonly Dictionary<string, (ApprovalViewer Viewer, DateTimeOffset Until)> _open = new(StringComparer.Ordinal);

    /// <summary>Each person once, by name.</summary>
    public IReadOnlyList<ApprovalViewer> All =>
        [.. _open.Values.Select(one => one.Viewer).DistinctBy(viewer => (viewer.UserId, viewer.OrganisationId)).OrderBy(viewer => viewer.Name, StringComparer.Ordinal)];

    public IReadOnlyList<string> Organisations => [.. _open.Values.Select(one => one.Viewer.OrganisationId).Distinct()];

    /// <summary>Whether there is somebody new to tell of.</summary>
    public bool Add(ApprovalViewer viewer) => Changes(() =>
    {
        if (_open.Count < Most || _open.ContainsKey(viewer.Key))
            _open[viewer.Key] = (viewer, clock.GetUtcNow() + Length);
    });

    public bool Remove(string key) => Changes(() => _open.Remove(key));

    public bool RemoveOf(string organisation) => Changes(() => RemoveWhere(one => one.Viewer.OrganisationId == organisation));

    /// <summary>Drops those whose pages have fallen silent.</summary>
    public bool Forget() => Changes(() => RemoveWhere(one => one.Until <= clock.GetUtcNow()));

    private void RemoveWhere(Func<(ApprovalViewer Viewer, DateTimeOffset Until), bool> gone)
    {
        foreach (var key in _open.Where(one => gone(one.Value)).Select(one => one.Key).ToList())
            _open.Remove(key);
    }

    private bool Changes(Action change)
    {
        var before = People();
        change();
        return !before.SetEquals(People());
    }

    private HashSet<(string, string)> People() => [.. _open.Values.Select(one => (one.Viewer.UserId, one.Viewer.OrganisationId))];
}
