using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace SaaSGate.Contracts.Ids;

/// <summary>
/// A prefixed, sortable id such as <c>skl_06b1…</c>: three letters, an underscore and a UUIDv7 in 26 characters of
/// lower-case Crockford base32. Ids made later sort later, to the millisecond.
/// </summary>
/// <typeparam name="TKind">What the id names.</typeparam>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct Id<TKind> : IParsable<Id<TKind>>
    where TKind : struct, IIdKind
{
    private readonly string? _value;

    private Id(string value) => _value = value;

    /// <summary>The id as text, prefix included.</summary>
    public string Value => _value ?? throw new InvalidOperationException($"This {TKind.Prefix} id was never set.");

    /// <summary>Makes a new id whose time part is the clock's now.</summary>
    public static Id<TKind> New(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new(string.Concat(TKind.Prefix, "_", Base32.Encode(Guid.CreateVersion7(clock.GetUtcNow()))));
    }

    /// <summary>An id before all that are made in a moment or later, to the millisecond; it names nothing.</summary>
    public static Id<TKind> FirstOf(DateTimeOffset at) => new(string.Concat(TKind.Prefix, "_", Base32.Encode((UInt128)at.ToUnixTimeMilliseconds() << 80, 26)));

    /// <summary>The id that a moment and a digest give: whoever has both comes to the same one. It has the form of a UUIDv7, and sorts by that moment.</summary>
    /// <param name="at">Its time part, to the millisecond.</param>
    /// <param name="digest">What it is told apart by: 74 bits of the first 16 bytes stand in it.</param>
    public static Id<TKind> Derive(DateTimeOffset at, ReadOnlySpan<byte> digest)
    {
        var bits = BinaryPrimitives.ReadUInt128BigEndian(digest);
        var (high, low) = ((ulong)(bits >> 64) & 0xFFF, (ulong)bits & (ulong.MaxValue >> 2));
        return new(string.Concat(TKind.Prefix, "_", Base32.Encode(((UInt128)at.ToUnixTimeMilliseconds() << 80) | ((UInt128)(0x7000 | high) << 64) | (0x8000_0000_0000_0000 | low), 26)));
    }

    /// <summary>Reads an id, or returns false when prefix, length or alphabet are wrong.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out Id<TKind> id)
    {
        var valid = text is { Length: 30 } && text[3] == '_' && text.StartsWith(TKind.Prefix, StringComparison.Ordinal) && Base32.IsValid(text.AsSpan(4));
        id = valid ? new(text!) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out Id{TKind})"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Id<TKind> id) => TryParse(text, null, out id);

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not an id of this kind.</exception>
    public static Id<TKind> Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id) ? id : throw new FormatException($"An id of the form {TKind.Prefix}_ and 26 characters is needed here.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
