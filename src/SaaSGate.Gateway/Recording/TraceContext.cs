using System.Buffers;

namespace SaaSGate.Gateway.Recording;

/// <summary>Trace Context of the W3C (https://www.w3.org/TR/trace-context/): version, trace, parent and flags, in small hexadecimal digits.</summary>
internal static class TraceContext
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private static readonly int[] Lengths = [2, 32, 16, 2];

    /// <summary>The trace's id, 32 hexadecimal digits; null where the header is no <c>traceparent</c>.</summary>
    public static string? TraceOf(string header) => IsParent(header) ? header.Substring(3, 32) : null;

    /// <summary>Whether a header is a <c>traceparent</c> and nothing else.</summary>
    public static bool IsParent(string header)
    {
        var parts = header.Split('-');
        if (parts.Length != Lengths.Length || parts[0] == "ff")
            return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length != Lengths[i] || parts[i].AsSpan().ContainsAnyExcept(Digits))
                return false;
        }
        return parts[1].AsSpan().ContainsAnyExcept('0') && parts[2].AsSpan().ContainsAnyExcept('0');
    }
}
