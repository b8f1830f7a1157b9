using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Formats by their layout.</summary>
internal sealed class IdCatalog
{
    private readonly FrozenDictionary<string, IdFormat[]>.AlternateLookup<ReadOnlySpan<char>> _byLayout;

    public IdCatalog(IReadOnlyList<IdFormat> formats)
    {
        Formats = formats;
        var pairs = formats.SelectMany(format => format.Layouts.SelectMany(Expand).Select(layout => (layout, format))).ToLookup(pair => pair.layout, pair => pair.format, StringComparer.Ordinal);
        _byLayout = pairs.ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Spaced = [.. pairs[IdFormat.Any]];
        Unspaced = [.. pairs[IdFormat.Unspaced], .. Spaced];
    }

    public static IdCatalog All { get; } = new(
        [.. UnitedStatesIds.All, .. BritishIds.All, .. WesternEuropeIds.All, .. NorthernEuropeIds.All, .. AmericanIds.All, .. AsianIds.All, .. LooseIds.All]);

    public IReadOnlyList<IdFormat> Formats { get; }

    /// <summary>Those that any layout may be.</summary>
    public IdFormat[] Spaced { get; }

    /// <summary>Those that any layout without spaces may be.</summary>
    public IdFormat[] Unspaced { get; }

    /// <summary>Those that a layout may be.</summary>
    public IdFormat[] this[ReadOnlySpan<char> layout] => _byLayout.TryGetValue(layout, out var formats) ? formats : [];

    private static IEnumerable<string> Expand(string layout)
    {
        var at = layout.IndexOf('?', StringComparison.Ordinal);
        return at < 0 ? [layout] : "9A".SelectMany(c => Expand($"{layout[..at]}{c}{layout[(at + 1)..]}"));
    }
}
