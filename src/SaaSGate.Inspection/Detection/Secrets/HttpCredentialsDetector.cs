using System.Buffers;
using System.Buffers.Text;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>What stands behind Basic and Bearer in a header: a name and a password in base64, a token.</summary>
internal sealed class HttpCredentialsDetector() : SingleKindDetector("http-credentials", FindingTypes.ApiKey, 46)
{
    private const int Reach = 7, LeastBasic = 8, LeastBearer = 16;
    private static readonly SearchValues<string> Schemes = SearchValues.Create(["basic ", "bearer "], StringComparison.OrdinalIgnoreCase);

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = Math.Max(0, from - Reach); ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Schemes);
            if (next < 0)
            {
                settled = text.Length;
                return false;
            }
            at += next;
            var isBasic = (text.Chars[at + 1] | 0x20) == 'a';
            var start = at + (isBasic ? 6 : 7);
            if (start < from)
                continue;
            found = Tail.AnyKey.From(Kind, ref text, start, start, 0.8);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            var value = text.Chars[start..found.End];
            if (found.Tail is not null || (isBasic ? IsBasic(value) : IsBearer(value)))
            {
                settled = found.End;
                return true;
            }
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>Base64 in which a colon stands between units that can be shown.</summary>
    private static bool IsBasic(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[Detector.LookAhead];
        if (value.Length < LeastBasic || !Base64.IsValid(value) || !Convert.TryFromBase64Chars(value, bytes, out var length))
            return false;
        return bytes[..length].IndexOf((byte)':') > 0 && !bytes[..length].ContainsAnyInRange((byte)0, (byte)31);
    }

    private static bool IsBearer(ReadOnlySpan<char> value) => value.Length >= LeastBearer && Secrecy.OfKey(value, quoted: false) > 0;
}
