using System.Text;
using CsCheck;

namespace SaaSGate.Inspection.Tests.Exfiltration;

/// <summary>However a text is cut, the same is masked.</summary>
public sealed class CutTests
{
    private static readonly string[] Types = ["EXFIL_URL", "ENCODED_DATA", "HIDDEN_TEXT"];

    private static readonly string[] Parts =
    [
        "![x](", "https://", "http", "://", "a.example/", "?d=", "&msg=", "aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YQ", Base64("jane@example.com"), Base64("my card is 4111 1111 1111 1111, thanks"), " ", ")", "\n", "/", "%",
        "%6A%61%6E%65%40%65%78%61%6D%70%6C%65%2E%63%6F%6D", "6a616e65406578616d706c652e636f6d", "j\u200Bane@example.com", "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "\u200B\u200C\u200D", "\uDB40\uDC67", "👩", "❤\uFE0F", "\u202E", "word", "é", "а",
        "jane@example.com", "=", ".",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, Parts.Length - 1].Select(index => Parts[index]),
        Gen.Select(Gen.Int[0, Parts.Length - 1], Gen.Int[1, 40], (index, count) => string.Concat(Enumerable.Repeat(Parts[index], count)))).List[1, 12].Select(parts => string.Concat(parts));

    [Fact]
    public void Masks_the_same_however_the_text_is_cut() => Gen.Select(Text, Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 40], Gen.Int[100, 300]).Array[1, 12]).Holds(
        (text, lengths) => Assert.Equal(Scan.Mask(text, Types), Scan.MaskPieces(Support.Texts.CutInto(text, lengths), Types)), 4000);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');
}
