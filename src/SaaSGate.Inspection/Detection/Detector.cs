using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Finds values in text that may still grow. A verdict depends on at most <see cref="LookBehind"/> units before the value and
/// <see cref="LookAhead"/> units from its start, so text can be released as soon as those were seen.
/// </summary>
internal abstract class Detector
{
    /// <summary>Units from the start of a value within which it is decided. What is undecided then counts as found.</summary>
    public const int LookAhead = 256;

    /// <summary>Units before a value that a detector may look at.</summary>
    public const int LookBehind = 64;

    /// <summary>Rank of what a tenant names: above all that comes with the product.</summary>
    protected const int OwnRank = 1000;

    /// <summary>No value has fewer UTF-16 units.</summary>
    public virtual int ShortestValue => 6;

    /// <summary>No value has fewer where all of them are small letters and underscores, as in the words of Claude's format.</summary>
    public virtual int ShortestWord => 18;

    /// <summary>All that it can find.</summary>
    public abstract IReadOnlyList<ValueKind> Kinds { get; }

    /// <summary>Finds the next value that begins at or after <paramref name="from"/>.</summary>
    /// <param name="text">The view.</param>
    /// <param name="from">Where to begin: the end of the value before, or what the last call settled.</param>
    /// <param name="found">The value, where true is returned.</param>
    /// <param name="settled">Where false is returned: no value begins before this index, whatever follows.</param>
    public abstract bool TryFind(TextView text, int from, out DetectedValue found, out int settled);

    /// <summary>What makes two spellings one value: labels and fingerprints are made from it.</summary>
    public abstract string Normalise(ValueKind kind, ReadOnlySpan<char> value);

    /// <summary>A detector that finds of its kinds only those of some types; null where that is none.</summary>
    public virtual Detector? Limit(FrozenSet<string> types) => Kinds.Any(kind => types.Contains(kind.Type)) ? this : null;

    /// <summary>The detector for one text: itself, where it remembers nothing of what it has settled.</summary>
    public virtual Detector ForText() => this;

    /// <summary>Another text begins.</summary>
    public virtual void Reset()
    {
    }
}
