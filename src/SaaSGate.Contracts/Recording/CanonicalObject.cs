using System.Collections;

namespace SaaSGate.Contracts.Recording;

/// <summary>
/// A JSON object that is going to be written canonically. Values are null, <see cref="bool"/>, <see cref="int"/> or <see cref="long"/>,
/// <see cref="string"/>, bytes (written as lower-case hexadecimal digits), a <see cref="DateTimeOffset"/> (RFC 3339, UTC, microseconds),
/// another object, or a sequence of these.
/// </summary>
public sealed class CanonicalObject : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _members = new(12);

    /// <summary>Adds a member. Their order does not matter.</summary>
    public void Add(string name, object? value) => _members.Add(new(name, value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The members in the order of RFC 8785: by the UTF-16 code units of their names.</summary>
    /// <exception cref="FormatException">A name stands twice.</exception>
    internal IReadOnlyList<KeyValuePair<string, object?>> Sorted()
    {
        _members.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        for (var i = 1; i < _members.Count; i++)
            if (_members[i].Key == _members[i - 1].Key)
                throw new FormatException($"The name {_members[i].Key} stands twice in an object.");
        return _members;
    }
}
