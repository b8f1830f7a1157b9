namespace SaaSGate.Contracts.Ids;

/// <summary>A tenant.</summary>
public readonly struct Organisation : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "org";
}

/// <summary>A non-human identity that calls Claude.</summary>
public readonly struct Skill : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "skl";
}

/// <summary>A credential of a skill.</summary>
public readonly struct SkillKey : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "key";
}

/// <summary>A Claude endpoint with its credential.</summary>
public readonly struct Connection : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "con";
}

/// <summary>One run of a skill.</summary>
public readonly struct Session : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "ses";
}

/// <summary>One request and its response.</summary>
public readonly struct Exchange : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "exc";
}

/// <summary>A held exchange that waits for reviewers.</summary>
public readonly struct Approval : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "apr";
}

/// <summary>An ordered, versioned set of rules.</summary>
public readonly struct Policy : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "pol";
}

/// <summary>A search that is kept.</summary>
public readonly struct SavedSearch : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "sea";
}

/// <summary>A stop.</summary>
public readonly struct Lock : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "lck";
}

/// <summary>A person.</summary>
public readonly struct User : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "usr";
}

/// <summary>Where gateways stand.</summary>
public readonly struct Region : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "reg";
}

/// <summary>One data-plane process.</summary>
public readonly struct Gateway : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "gtw";
}

/// <summary>What a partner organisation may see and do.</summary>
public readonly struct Grant : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "grt";
}

/// <summary>A credential for the management API.</summary>
public readonly struct ApiToken : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "tok";
}

/// <summary>What responders gather about something that happened.</summary>
public readonly struct Incident : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "inc";
}

/// <summary>A note in an incident.</summary>
public readonly struct IncidentNote : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "nte";
}

/// <summary>A list of values to look up.</summary>
public readonly struct ExposureList : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "exl";
}

/// <summary>One line of the audit log.</summary>
public readonly struct AuditEntry : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "aud";
}

/// <summary>A zip with provable history.</summary>
public readonly struct EvidenceExport : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "evd";
}

/// <summary>What keeps recordings from being deleted.</summary>
public readonly struct RetentionHold : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "hld";
}

/// <summary>A receiver of what is exported continuously.</summary>
public readonly struct ExportSink : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "snk";
}

/// <summary>What somebody said of a policy's version.</summary>
public readonly struct PolicyComment : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "pcm";
}

/// <summary>A draft of a policy, run over recorded sessions.</summary>
public readonly struct Backtest : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "bkt";
}

/// <summary>People and partners whom rules ask.</summary>
public readonly struct ReviewGroup : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "grp";
}

/// <summary>What is approved at once, for a while.</summary>
public readonly struct ApprovalLike : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "lik";
}

/// <summary>What somebody said about an approval.</summary>
public readonly struct ThreadMessage : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "msg";
}

/// <summary>An offer to a partner.</summary>
public readonly struct PartnerInvitation : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "inv";
}

/// <summary>A way by which people are told.</summary>
public readonly struct NotificationChannel : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "chn";
}

/// <summary>A message about one event to one receiver.</summary>
public readonly struct Notification : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "ntf";
}

/// <summary>A browser that is told by Web Push.</summary>
public readonly struct PushSubscription : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "psh";
}

/// <summary>What became of a person's skills and credentials when they left.</summary>
public readonly struct Offboarding : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "ofb";
}

/// <summary>A place where an HR system says who has left.</summary>
public readonly struct HrWebhook : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "hrw";
}

/// <summary>A group that an identity provider keeps.</summary>
public readonly struct DirectoryGroup : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "dgr";
}

/// <summary>A client of the token service: a credential of a skill.</summary>
public readonly struct SkillClient : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "cli";
}

/// <summary>An issuer of tokens that an organisation trusts.</summary>
public readonly struct TrustedIssuer : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "iss";
}

/// <summary>What of a trusted issuer's tokens stands for which skill.</summary>
public readonly struct IssuerMapping : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "map";
}

/// <summary>Where people of an organisation sign in, outside of SaaSGate.</summary>
public readonly struct IdentityProvider : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "idp";
}

/// <summary>A domain of e-mail addresses.</summary>
public readonly struct MailDomain : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "dom";
}

/// <summary>Somebody who is asked to join an organisation.</summary>
public readonly struct MemberInvitation : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "mbi";
}

/// <summary>A role that an organisation has made for itself.</summary>
public readonly struct Role : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "rol";
}

/// <summary>A correction of what was counted.</summary>
public readonly struct UsageAdjustment : IIdKind
{
    /// <inheritdoc/>
    public static string Prefix => "adj";
}
