using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.View;

/// <summary>What locks hold at a moment, by what they name. Ids of all sorts are different from one another; labels and destinations are words of people.</summary>
internal sealed class HeldTargets
{
    private readonly Dictionary<(string Organisation, string Id), Stop> _ids = [];
    private readonly Dictionary<(string Organisation, string Label), Stop> _labels = [];
    private readonly Dictionary<string, List<Stop>> _destinations = [];

    public HeldTargets(IEnumerable<Stop> locks)
    {
        foreach (var row in locks)
        {
            if (row.Lifted)
                continue;
            if (row.Kind == StopKind.Label)
                _labels.TryAdd((row.OrganisationId, row.TargetId), row);
            else if (row.Kind != StopKind.Destination)
                _ids.TryAdd((row.OrganisationId, row.TargetId), row);
            else if (_destinations.TryGetValue(row.OrganisationId, out var known))
                known.Add(row);
            else
                _destinations.Add(row.OrganisationId, [row]);
        }
    }

    public static HeldTargets None { get; } = new([]);

    public bool IsEmpty => _ids.Count + _labels.Count + _destinations.Count == 0;

    public Stop? Find(string organisationId, ReadOnlySpan<string> ids, IReadOnlyList<string> labels)
    {
        if (_ids.Count > 0)
        {
            foreach (var id in ids)
            {
                if (_ids.TryGetValue((organisationId, id), out var held))
                    return held;
            }
        }
        if (_labels.Count > 0)
        {
            foreach (var label in labels)
            {
                if (_labels.TryGetValue((organisationId, label), out var held))
                    return held;
            }
        }
        return null;
    }

    public IReadOnlyList<Stop> DestinationsOf(string organisationId) => _destinations.TryGetValue(organisationId, out var held) ? held : [];
}
