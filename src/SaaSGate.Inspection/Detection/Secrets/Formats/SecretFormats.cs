namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Everything that is known by its first units.</summary>
internal static class SecretFormats
{
    /// <summary>Longer heads before shorter ones that they begin with.</summary>
    public static HeadFormat[] All { get; } =
    [
        .. new HeadFormat[][]
            {
                [new PrivateKeyFormat(), new WebTokenFormat()], CloudFormats.All, InfrastructureFormats.All, ModelFormats.All, DevelopmentFormats.All, MessagingFormats.All, CommerceFormats.All,
            }
            .SelectMany(formats => formats).OrderByDescending(format => format.Head.Length),
    ];
}
