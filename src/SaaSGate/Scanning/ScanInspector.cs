using System.Security.Cryptography;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Scanning;

/// <summary>Makes the inspector that the options of <c>saasgate scan</c> ask for.</summary>
internal static class ScanInspector
{
    /// <summary>In place of a skill's id: labels of a scan are those of no skill.</summary>
    private const string Skill = "scan";

    /// <exception cref="ScanException">An option cannot be used.</exception>
    public static TextInspector Create(ScanOptions options)
    {
        if (options.Threshold is < 0 or > 1 or double.NaN)
            throw new ScanException("--threshold takes a score from 0 to 1, such as 0.5.");
        var scope = new TextScope
        {
            Policy = options.Policy is { } file ? ReadPolicy(file) : null,
            Types = options.Types is { } types ? ReadTypes(types) : null,
            Threshold = options.Threshold,
        };
        return new TextInspector(scope, Keys(options.LabelKey), Skill);
    }

    private static PolicySet ReadPolicy(string file)
    {
        string document;
        try
        {
            document = File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ScanException($"The policy {file} cannot be read: {unreadable.Message}");
        }
        var compilation = PolicySet.Compile([new PolicySource("pol_scan", file, 1, document)]);
        return compilation.Policy ?? throw new ScanException(string.Join('\n', compilation.Errors));
    }

    private static HashSet<string> ReadTypes(string list)
    {
        var types = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(type => type.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var unknown = types.Except(TextInspector.Types, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return unknown.Count == 0 && types.Count > 0
            ? types
            : throw new ScanException($"--types takes some of {string.Join(',', TextInspector.Types.Order(StringComparer.Ordinal))}{(unknown.Count > 0 ? $"; {string.Join(", ", unknown)} is none of them" : "")}.");
    }

    private static MaskingKeys Keys(string? hex)
    {
        var key = hex is null ? RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes) : ReadKey(hex);
        return new MaskingKeys(HMACSHA256.HashData(key, "saasgate scan: labels"u8), HMACSHA256.HashData(key, "saasgate scan: fingerprints"u8));
    }

    private static byte[] ReadKey(string hex) => hex.Length == 2 * MaskingKeys.KeyBytes && hex.All(char.IsAsciiHexDigit)
        ? Convert.FromHexString(hex)
        : throw new ScanException($"--label-key takes {2 * MaskingKeys.KeyBytes} hexadecimal digits, as 'openssl rand -hex {MaskingKeys.KeyBytes}' prints them.");
}
