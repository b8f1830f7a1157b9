namespace SaaSGate.ControlPlane.Retention;

/// <summary>Deletes what organisations keep no longer, once however many silos there are. Key: <see cref="Key"/>.</summary>
[Alias("retention")]
internal interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "installation";

    /// <summary>Deletes for a while what is due now, and sees to the reminder that does it again.</summary>
    [Alias("keep-up")]
    Task KeepUpAsync();
}
