namespace SaaSGate.Postgres.Offboarding;

/// <summary>What makes a person leave, as causes write it.</summary>
public static class OffboardingKinds
{
    /// <summary>The directory made the person inactive.</summary>
    public const string ScimDeactivated = "scim_deactivated";

    /// <summary>The directory deleted the person.</summary>
    public const string ScimDeleted = "scim_deleted";

    /// <summary>RISC: the account was disabled.</summary>
    public const string RiscAccountDisabled = "risc_account_disabled";

    /// <summary>RISC: the account was purged.</summary>
    public const string RiscAccountPurged = "risc_account_purged";

    /// <summary>The HR system said so.</summary>
    public const string HrWebhook = "hr_webhook";

    /// <summary>A person said so.</summary>
    public const string Manual = "manual";
}
