using System.Globalization;
using System.Text.RegularExpressions;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Names of domains, as DNS has them.</summary>
internal static partial class DomainName
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The name in small letters of ASCII; null for what is none, or has no dot.</summary>
    public static string? Of(string? text)
    {
        try
        {
            var name = Idn.GetAscii(text?.Trim().TrimEnd('.').ToLowerInvariant() ?? "").ToLowerInvariant();
            return Whole().IsMatch(name) ? name : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The domain of an e-mail address.</summary>
    public static string? OfAddress(string address) => address.LastIndexOf('@') is > 0 and var at ? Of(address[(at + 1)..]) : null;

    /// <summary>An e-mail address with its domain as DNS has it, so that however it is written it is of that domain; as it is where that is none.</summary>
    public static string Normal(string address) => OfAddress(address) is { } domain ? $"{address[..address.LastIndexOf('@')]}@{domain}" : address;

    [GeneratedRegex(@"^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\z")]
    private static partial Regex Whole();
}
