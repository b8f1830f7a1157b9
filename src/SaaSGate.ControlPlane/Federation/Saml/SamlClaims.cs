using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Brings attributes of an assertion into the form that claims of OpenID Connect have, so that one rule reads both.</summary>
internal static class SamlClaims
{
    private const string Soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
    private const int MostValues = 2000;

    /// <summary>Names by which providers say what OpenID Connect has one name for; the ones that count first.</summary>
    private static readonly (string Claim, string[] Names)[] Known =
    [
        ("email", ["email", "mail", "emailAddress", $"{Soap}emailaddress", "urn:oid:0.9.2342.19200300.100.1.3"]),
        ("name", ["displayName", "http://schemas.microsoft.com/identity/claims/displayname", "urn:oid:2.16.840.1.113730.3.1.241", "cn", "urn:oid:2.5.4.3"]),
        ("given_name", ["givenName", "firstName", "given_name", $"{Soap}givenname", "urn:oid:2.5.4.42"]),
        ("family_name", ["sn", "surname", "lastName", "family_name", $"{Soap}surname", "urn:oid:2.5.4.4"]),
        // That of Microsoft is most often the name for signing in.
        ("preferred_username", ["name", $"{Soap}name"]),
    ];

    /// <param name="statements">The attribute statements of the assertion.</param>
    /// <param name="groupAttribute">The attribute that names groups.</param>
    /// <param name="addressName">The NameID where it is an e-mail address; it counts where no attribute is one.</param>
    public static JsonElement Read(IEnumerable<XElement> statements, string groupAttribute, string? addressName)
    {
        var attributes = statements.Elements(SamlNames.Assertion + "Attribute").ToLookup(
            attribute => (string?)attribute.Attribute("Name") ?? "", attribute => attribute.Elements(SamlNames.Assertion + "AttributeValue"), StringComparer.OrdinalIgnoreCase);
        var claims = new JsonObject();
        foreach (var (claim, names) in Known)
            if (names.SelectMany(name => attributes[name]).SelectMany(values => values).Select(Text).FirstOrDefault(text => text is not null) is { } found)
                claims[claim] = found;
        if (!claims.ContainsKey("email") && addressName is not null)
            claims["email"] = addressName;
        // Where it says several, one of them may be what the person wrote there.
        var addresses = Known[0].Names.SelectMany(name => attributes[name]).SelectMany(values => values).Select(Text).OfType<string>().Append(addressName ?? (string?)claims["email"]);
        if (addresses.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
            claims["email_verified"] = false;
        // What a group may do hangs on its very name, and so on the attribute's.
        claims[groupAttribute] = new JsonArray(
            [.. statements.Elements(SamlNames.Assertion + "Attribute").Where(attribute => (string?)attribute.Attribute("Name") == groupAttribute)
                .Elements(SamlNames.Assertion + "AttributeValue").Select(Text).OfType<string>().Take(MostValues).Select(text => JsonValue.Create(text))]);
        return JsonSerializer.SerializeToElement(claims);
    }

    private static string? Text(XElement value) => value.HasElements || value.Value.Trim() is not { Length: > 0 } text ? null : text;
}
