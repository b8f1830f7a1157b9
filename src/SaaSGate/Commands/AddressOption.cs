using System.CommandLine;

namespace SaaSGate.Commands;

/// <summary>An option whose value is an http or https address.</summary>
internal static class AddressOption
{
    public static Option<Uri?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp))
                return address;
            result.AddError($"{name} takes an address such as https://api.anthropic.com; \"{text}\" is none.");
            return null;
        },
    };
}
