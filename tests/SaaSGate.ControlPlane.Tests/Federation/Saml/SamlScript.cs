using System.Globalization;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>What a handmade SAML provider is to say; a null leaves an attribute out.</summary>
internal sealed record SamlScript
{
    public required string Issuer { get; init; }

    public required string Audience { get; init; }

    public required string Recipient { get; init; }

    public required string? InResponseTo { get; init; }

    public string? ResponseInResponseTo { get; init; }

    public string? Destination { get; init; }

    public string? ResponseIssuer { get; init; }

    public string Status { get; init; } = "urn:oasis:names:tc:SAML:2.0:status:Success";

    public string AssertionId { get; init; } = $"_a{Guid.NewGuid():n}";

    public string ResponseId { get; init; } = $"_r{Guid.NewGuid():n}";

    public string NameId { get; init; } = "00u-grace";

    public string? Format { get; init; } = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

    public string? NameQualifier { get; init; }

    public string? SpNameQualifier { get; init; }

    public string Method { get; init; } = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

    public string Version { get; init; } = "2.0";

    public string Email { get; init; } = "grace@handmade.example";

    public string IssueInstant { get; init; } = At(0);

    public string? NotBefore { get; init; } = At(-30);

    public string? NotOnOrAfter { get; init; } = At(300);

    public string? DataNotBefore { get; init; }

    public string? DataNotOnOrAfter { get; init; } = At(300);

    public string AuthnInstant { get; init; } = At(-5);

    public string? SessionNotOnOrAfter { get; init; }

    public string Conditions { get; init; } = "";

    public string Extensions { get; init; } = "";

    /// <summary>A time of UTC, so many seconds from now.</summary>
    public static string At(double seconds) => TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public string ToXml() => $"""
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ResponseId}" Version="2.0" IssueInstant="{IssueInstant}"{Attribute("Destination", Destination ?? Recipient)}{Attribute("InResponseTo", ResponseInResponseTo ?? InResponseTo)}>
          <saml:Issuer>{ResponseIssuer ?? Issuer}</saml:Issuer>{Extensions}
          <samlp:Status><samlp:StatusCode Value="{Status}"/></samlp:Status>
          <saml:Assertion xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{AssertionId}" Version="{Version}" IssueInstant="{IssueInstant}">
            <saml:Issuer>{Issuer}</saml:Issuer>
            <saml:Subject>
              <saml:NameID{Attribute("Format", Format)}{Attribute("NameQualifier", NameQualifier)}{Attribute("SPNameQualifier", SpNameQualifier)}>{NameId}</saml:NameID>
              <saml:SubjectConfirmation Method="{Method}">
                <saml:SubjectConfirmationData Recipient="{Recipient}"{Attribute("InResponseTo", InResponseTo)}{Attribute("NotBefore", DataNotBefore)}{Attribute("NotOnOrAfter", DataNotOnOrAfter)}/>
              </saml:SubjectConfirmation>
            </saml:Subject>
            <saml:Conditions{Attribute("NotBefore", NotBefore)}{Attribute("NotOnOrAfter", NotOnOrAfter)}>
              <saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction>{Conditions}
            </saml:Conditions>
            <saml:AuthnStatement AuthnInstant="{AuthnInstant}" SessionIndex="s1"{Attribute("SessionNotOnOrAfter", SessionNotOnOrAfter)}>
              <saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>
            </saml:AuthnStatement>
            <saml:AttributeStatement>
              <saml:Attribute Name="email"><saml:AttributeValue xsi:type="xs:string">{Email}</saml:AttributeValue></saml:Attribute>
              <saml:Attribute Name="displayName"><saml:AttributeValue xsi:type="xs:string">Grace Handmade</saml:AttributeValue></saml:Attribute>
              <saml:Attribute Name="groups"><saml:AttributeValue>all</saml:AttributeValue><saml:AttributeValue>soc</saml:AttributeValue></saml:Attribute>
            </saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>
        """;

    private static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{value}\"";
}
