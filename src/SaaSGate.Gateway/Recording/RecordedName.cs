using System.Buffers;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Recording;

/// <summary>A name that an upstream gives, such as <c>end_turn</c>, as records keep it: where a connection leads to somebody's own server, anything may stand there.</summary>
internal static class RecordedName
{
    private const int Longest = 64;
    private const string Other = "other";
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>The name, <c>other</c> for what is none or holds a value that is masked; empty for null.</summary>
    public static string Of(string? told, Inspector inspector) =>
        told is not { Length: > 0 } ? ""
        : told.Length <= Longest && !told.AsSpan().ContainsAnyExcept(Characters) && inspector.MaskText(told) == told ? told
        : Other;
}
