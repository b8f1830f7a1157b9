using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SaaSGate.Inspection.Json;

/// <summary>
/// Base64 that is text, whatever the type beside it claims: a letter is no less readable for having been sent as a document.
/// Images and the like are told by their first bytes.
/// </summary>
internal static class Base64Text
{
    private const int FirstCharacters = 64;
    private static readonly SearchValues<byte> NoText = SearchValues.Create([.. Enumerable.Range(0, ' ').Except(['\t', '\n', '\r', '\f']).Select(c => (byte)c)]);

    /// <summary>Decodes the content of a JSON string.</summary>
    /// <param name="raw">The string's bytes, quotes left out.</param>
    /// <param name="json">The text that it stands for, as content of a JSON string.</param>
    public static bool TryRead(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out byte[]? json)
    {
        json = null;
        if (raw.Contains((byte)'\\'))
            raw = Encoding.UTF8.GetBytes(JsonText.ToText(raw));
        Span<byte> first = stackalloc byte[FirstCharacters];
        if (Base64.DecodeFromUtf8(raw[..Math.Min(raw.Length, FirstCharacters)], first, out _, out var written, isFinalBlock: false) == OperationStatus.InvalidData
            || first[..written].ContainsAny(NoText))
            return false;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(raw.Length)];
        if (Base64.DecodeFromUtf8(raw, bytes, out _, out written) != OperationStatus.Done || bytes.AsSpan(0, written) is var text && (text.ContainsAny(NoText) || !Utf8.IsValid(text)))
            return false;
        json = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
        return true;
    }

    /// <summary>The other way round.</summary>
    public static string Write(ReadOnlySpan<byte> json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonText.ToText(json)));
}
