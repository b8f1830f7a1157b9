using CsCheck;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Generates texts rich in values and near-values.</summary>
internal static class Texts
{
    private static readonly string[] Values =
    [
        "john@example.com", "o'brien+x@mail.example.co.uk", "jörg@bücher.de", "+1 (415) 555-2671", "415-555-2671", "415.555.2671 x12", "+44 20 7946 0958",
        "4111 1111 1111 1111", "378282246310005", "4111-1111-1111-1111", "536-90-4399", "SSN 536904399", "phone 4155552671", "sk-" + "ant-REDACTED",
        "AKIA" + "QZ3WX7R2TLK5VN6M", "ghp_" + "aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3", "xox" + "b-210987654321-abc",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIx" + "MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0MjM0In0.x_y",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\nNMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ\nqgtzJ6GR3eqoYSW9b9UMvkBpZODSctWSNGj3P7jRFDO5VoTwCQAWbFnOjDfH5Ulg\n-----END PRIVATE KEY-----",
        "GB 980 7806 84", "RSSMRA85T10A562S", "NHS no. 943 476 5919", "MRN-779887", "MRNs A1171006 and B3918669", "131052-308T", "passport X1234567", "1M8GDM9AXKP042788",
        "660 Mission Street\nSan Francisco, CA 94105", "Hauptstraße 12a, 10115 Berlin", "12, rue de la Paix", "born 15 March 1989", "DOB May 5, 1977", "aged 84", "an 84-year-old", "Austin, TX 78701",
        "john%40example.com", "%2B14155552671", "{\"card\":4111111111111111}", "4111111111111111.0", "-----BEGIN PRIVATE KEY-----\n> MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n> abc\nThis is not key",
        "-----BEGIN PRIVATE KEY-----\\\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\\\n-----END PRIVATE KEY-----",
        "https://example.com/a_(b)?c=d.e", "www.example.com", "example.com/x", "192.168.1.10", "2001:db8::8a2e:370:7334", "::1", "00:1A:2B:3C:4D:5E", "001a.2b3c.4d5e",
        "GB29 NWBK 6016 1331 9268 19", "DE89370400440532013000", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "routing number 021000021", "account no. 12345678",
        "password: Tr0ub4dor&3", "DB_PASSWORD=\"k7Hq2mZx\"", "<pwd>Qx7!mKp2</pwd>", "--password s3cr3tW0rd", "api_key = 'q8Zk2LmP4xRt7Vn1Bc5D'", "postgres://app:p4ssW0rdX@db.example.com/x", "curl -u ann:hunter22x https://x.y",
        "Authorization: Basic YW5uOmh1bnRlcjIyeA==", "Bearer q8Zk2LmP4xRt7Vn1Bc5D", "MTk4Nj" + "IyNDgzNDcxOTI1MjQ4.Cl3GNR.ZnDkm2XWV8wSzf5c7Dr5tf8llXs", "210987654" + ":AAHeqUdwDI2wHXKygT2pgTAos1L6QBMEtbx",
        "0a1b2c3d4e5f60718293a4b5c6d7e8f9-us12", "%0a1b2c3d4e5f60718293" + "a4b5c6d7e8f9-us12", "xY38Q~" + "q8Zk2LmP4xRt7Vn1Bc5Dq8Zk2LmP4xRt7V", "hooks.slack.com/services/T0" + "A1B2C3D/B0A1B2C3D/q8Zk2LmP4xRt7Vn1Bc5D1234", "glpat-" + "q8Zk2LmP4xRt7Vn1Bc5D",
        "#6 0.245 -----BEGIN PRIVATE KEY-----\n#6 0.245 MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n#6 0.245 9IIEvQIBADANBgkqhkiG9w0BAQEFAASC\n#6 0.245 abcd\n#6 0.245 -----END PRIVATE KEY-----\n#7 done",
        "-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n-----END RSA PRIVATE KEY-----",
    ];

    private static readonly string[] Fragments =
    [
        "@", ".", "-", "+", "(", ")", " ", "  ", "\n", "\\", "\"", "/", ":", ",", "x", "e", "'", "_", "%", "sk-", "sk-ant-", "eyJ", "-----BEGIN ", "PRIVATE KEY-----", "-----END",
        "ghp_", "AK", "password", "pwd", "token", "secret", "key", "pw", "=", "\"", "://", " -u ", "Bearer ", "basic ", "MTk", "~", "|", "is ", "&quot;", "a1b2c3", "Q~", "github", "john", "example.com", ".com", "call ", "ssn ", "4111", "1111", "415", "555", "2671", "0", "1", "12", "é", "联", "😀", "\\n", "\\\\n", "\\u000a", "\\u00e9", "%40", "%2B", "%20", "%C3%A9", "%4", "{", "[", "]", ".0", "\u00A0", "\u2011", "ext", "Hello ", "the ",
    ];

    private static readonly Gen<string> Value = Pick(Values);

    private static readonly Gen<string> Fragment = Pick(Fragments);

    private static readonly Gen<string> Run = Gen.Select(
        Pick("a", "1", "aB3", "a.", "a-", "M\n", "4111 1111 1111 1111 ", "1-", "."), Gen.Int[1, 300], (unit, count) => string.Concat(Enumerable.Repeat(unit, count)));

    private static readonly Gen<string> Cut = Gen.Select(Value, Gen.Double[0, 1], Gen.Double[0, 1], (value, from, to) =>
    {
        var (start, end) = ((int)(Math.Min(from, to) * value.Length), (int)(Math.Max(from, to) * value.Length));
        return Whole(value[start..end]);
    });

    private static readonly Gen<string> Noise = Gen.String[Gen.Char[' ', '~'], 0, 12];

    /// <summary>Valid UTF-16.</summary>
    public static Gen<string> Any { get; } =
        Gen.Frequency((3, Value), (6, Fragment), (2, Cut), (1, Run), (2, Noise)).List[0, 14].Select(parts => string.Concat(parts));

    /// <summary>The same, but short.</summary>
    public static Gen<string> Short { get; } = Gen.Frequency((2, Value), (4, Fragment), (1, Cut), (1, Noise)).List[0, 5].Select(parts => string.Concat(parts));

    /// <summary>A text and lengths of pieces to cut it into; lengths of zero make empty pieces.</summary>
    public static Gen<(string Text, string[] Pieces)> Pieces { get; } =
        Gen.Select(Any, Gen.OneOf(Gen.Int[1, 1], Gen.Int[0, 5], Gen.Int[0, 40], Gen.Int[100, 400]).Array[1, 40], (text, lengths) => (text, CutInto(text, lengths)));

    /// <summary>One of some texts.</summary>
    public static Gen<string> Pick(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    public static string[] CutInto(string text, int[] lengths)
    {
        var pieces = new List<string>();
        for (var (at, i) = (0, 0); at < text.Length; i++)
        {
            var length = lengths.Sum() == 0 ? 1 : lengths[i % lengths.Length];
            pieces.Add(text[at..Math.Min(text.Length, at + length)]);
            at += length;
        }
        return [.. pieces];
    }

    private static string Whole(string text) => new([.. text.Where((c, i) => !char.IsSurrogate(c)
        || (char.IsHighSurrogate(c) && i + 1 < text.Length) || (char.IsLowSurrogate(c) && i > 0))]);
}
