using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Where a list goes on: the sort key of the last thing given, in a text that clients do not take apart.</summary>
internal static class Cursor
{
    private const char Separator = '\u001f';

    public static string Of(params ReadOnlySpan<string> key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, key!)));

    public static string Of(DateTimeOffset at, string id) => Of(at.UtcTicks.ToString(CultureInfo.InvariantCulture), id);

    /// <summary>Reads a cursor of that many parts. An absent one is the start of the list: null parts, and true.</summary>
    public static bool TryRead(string? cursor, int parts, out string?[] key)
    {
        key = new string?[parts];
        if (string.IsNullOrEmpty(cursor))
            return true;
        if (!Base64Url.IsValid(cursor))
            return false;
        var read = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator);
        if (read.Length != parts || read.Any(part => part.Contains('\0', StringComparison.Ordinal)))
            return false;
        key = read;
        return true;
    }

    public static bool TryRead(string? cursor, out DateTimeOffset? at, out string? id)
    {
        (at, id) = (null, null);
        if (!TryRead(cursor, 2, out var key))
            return false;
        if (key[0] is null)
            return true;
        if (!long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;
        (at, id) = (new(ticks, TimeSpan.Zero), key[1]);
        return true;
    }

    public static ProblemResult Problem() => FieldErrors.One("cursor", "This is no cursor of this list. Begin without one.");
}
