namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Sends to one receiver, one message after the other. Key: <see cref="GrainKeys.Of"/> organisation and channel or browser.</summary>
[Alias("notifier")]
internal interface INotifierGrain : IGrainWithStringKey
{
    /// <summary>Sends what is due, for a while.</summary>
    [Alias("drain")]
    Task DrainAsync();

    /// <summary>Sends a notice that says that it works.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    [Alias("test")]
    Task<string?> TestAsync();
}
