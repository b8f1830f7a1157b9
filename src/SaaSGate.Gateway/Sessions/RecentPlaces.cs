namespace SaaSGate.Gateway.Sessions;

/// <summary>What skills of one organisation did lately. Where it is full the oldest goes: no organisation has another one's forgotten.</summary>
/// <param name="most">Places at most.</param>
internal sealed class RecentPlaces(int most)
{
    private readonly Dictionary<(string Skill, UInt128 Key), LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byAge = new();

    public bool IsEmpty => _byKey.Count == 0;

    /// <summary>What is known under a key of a skill.</summary>
    public RecentPlace? Find(string skill, UInt128 key) => _byKey.TryGetValue((skill, key), out var known) ? known.Value.Place : null;

    /// <summary>Remembers a place, which is newer than all others.</summary>
    public void Set(string skill, UInt128 key, RecentPlace place)
    {
        if (_byKey.Remove((skill, key), out var before))
            _byAge.Remove(before);
        else if (_byKey.Count == most)
            RemoveOldest();
        _byKey.Add((skill, key), _byAge.AddLast(new Entry(skill, key, place)));
    }

    /// <summary>Forgets what is older.</summary>
    /// <param name="isOver">Whether a place of that time is over.</param>
    public void Forget(Func<long, bool> isOver)
    {
        while (_byAge.First is { } oldest && isOver(oldest.Value.Place.At))
            RemoveOldest();
    }

    private void RemoveOldest()
    {
        var oldest = _byAge.First!.Value;
        _byAge.RemoveFirst();
        _byKey.Remove((oldest.Skill, oldest.Key));
    }

    private readonly record struct Entry(string Skill, UInt128 Key, RecentPlace Place);
}
