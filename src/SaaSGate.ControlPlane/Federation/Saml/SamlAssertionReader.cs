using System.Xml;
using System.Xml.Linq;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Reads an assertion whose signature holds: from whom, for whom, when, in answer to what, and about whom (SAML profiles, section 4.1.4.3).</summary>
internal sealed class SamlAssertionReader(KnownProvider provider, SamlExpected expected, DateTimeOffset now)
{
    private const int LongestName = 255;
    private static readonly TimeSpan Skew = ProviderTokens.Skew, LongestAge = TimeSpan.FromMinutes(10);
    private static readonly char[] Blank = [' ', '\t', '\r', '\n'];
    private static readonly string[] KnownConditions = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];

    public (SamlBelieved? Believed, SamlRefusal? Refusal) Read(XElement assertion)
    {
        if (Problem(assertion) is { } problem)
            return (null, SamlRefusal.Mismatch(problem));
        var (name, format, refusal) = Name(One(assertion, "Subject")!);
        if (name is null)
            return (null, refusal);
        if (One(assertion, "AuthnStatement") is not { } authentication || Time(authentication, "AuthnInstant") is not { } proven || proven > now + Skew)
            return (null, SamlRefusal.Mismatch("AuthnInstant"));
        var until = Time(authentication, "SessionNotOnOrAfter");
        if (authentication.Attribute("SessionNotOnOrAfter") is not null && !(until > now))
            return (null, SamlRefusal.Mismatch("SessionNotOnOrAfter"));
        var claims = SamlClaims.Read(assertion.Elements(SamlNames.Assertion + "AttributeStatement"), provider.What.GroupClaim, format == SamlNames.EmailAddress ? name : null);
        var session = (string?)authentication.Attribute("SessionIndex") is { Length: > 0 and <= LongestName } index ? index : null;
        return (
            new(
                new(name, claims, session, proven, until),
                SignInStarts.Hash((string)assertion.Attribute("ID")!),
                Time(assertion, "IssueInstant")!.Value + LongestAge + Skew + Skew),
            null);
    }

    /// <summary>A text without white space around it; null where something else stands in it.</summary>
    public static string? Text(XElement element) => element.HasElements ? null : element.Value.Trim(Blank);

    private string? Problem(XElement assertion)
    {
        if ((string?)assertion.Attribute("Version") != SamlNames.Version)
            return "version";
        if (assertion.Elements(SamlNames.Assertion + "Issuer").ToArray() is not [var issuer] || Text(issuer) != provider.Issuer || (string?)issuer.Attribute("Format") is not (null or SamlNames.Entity))
            return "issuer";
        if (Time(assertion, "IssueInstant") is not { } made || made > now + Skew || made < now - LongestAge - Skew)
            return "IssueInstant";
        if (One(assertion, "Conditions") is not { } conditions)
            return "conditions";
        if (conditions.Elements().Any(one => one.Name.Namespace != SamlNames.Assertion || !KnownConditions.Contains(one.Name.LocalName)))
            return "a condition that is not known here";
        if (conditions.Attribute("NotBefore") is not null && !(Time(conditions, "NotBefore") <= now + Skew))
            return "not valid yet";
        if (conditions.Attribute("NotOnOrAfter") is not null && !(Time(conditions, "NotOnOrAfter") > now - Skew))
            return "expired";
        var audiences = conditions.Elements(SamlNames.Assertion + "AudienceRestriction").ToArray();
        if (audiences.Length == 0 || !audiences.All(one => one.Elements(SamlNames.Assertion + "Audience").Any(audience => Text(audience) == expected.Audience)))
            return "audience";
        return One(assertion, "Subject") is { } subject ? ConfirmationProblem(subject) : "subject";
    }

    private string? ConfirmationProblem(XElement subject)
    {
        if (subject.Elements(SamlNames.Assertion + "SubjectConfirmation").Where(one => (string?)one.Attribute("Method") == SamlNames.Bearer).ToArray() is not [var confirmation]
            || One(confirmation, "SubjectConfirmationData") is not { } data)
            return "not one confirmation";
        if ((string?)data.Attribute("Recipient") != expected.Recipient)
            return "recipient";
        if ((string?)data.Attribute("InResponseTo") != expected.RequestId)
            return "InResponseTo";
        if (data.Attribute("NotBefore") is not null)
            return "NotBefore of the confirmation";
        return Time(data, "NotOnOrAfter") > now - Skew ? null : "expired";
    }

    private (string? Name, string? Format, SamlRefusal? Refusal) Name(XElement subject)
    {
        if (One(subject, "NameID") is not { } id || Text(id) is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            return (null, null, SamlRefusal.Mismatch("NameID"));
        var format = (string?)id.Attribute("Format");
        if (format == SamlNames.Transient)
            return (null, null, new("transient", "a transient NameID, by which nobody is known again; set it to persistent or to the e-mail address"));
        if (format is not (null or SamlNames.Persistent or SamlNames.EmailAddress or SamlNames.Unspecified))
            return (null, null, SamlRefusal.Mismatch("format of the NameID"));
        // The same name of somebody else's is another person (SAML core, section 8.3.7).
        return ((string?)id.Attribute("NameQualifier") ?? provider.Issuer) == provider.Issuer && ((string?)id.Attribute("SPNameQualifier") ?? expected.Audience) == expected.Audience
            ? (name, format, null)
            : (null, null, SamlRefusal.Mismatch("qualifier of the NameID"));
    }

    private static XElement? One(XElement of, string name) => of.Elements(SamlNames.Assertion + name).ToArray() is [var one] ? one : null;

    /// <summary>A time of UTC, as SAML wants all of them (SAML core, section 1.3.3); null where it is none.</summary>
    private static DateTimeOffset? Time(XElement of, string attribute)
    {
        if ((string?)of.Attribute(attribute) is not { } text || !text.EndsWith('Z'))
            return null;
        try
        {
            return XmlConvert.ToDateTimeOffset(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
