using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Registration.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<GuardedHttp>();
        services.TryAddSingleton<ChannelStore>();
        services.TryAddSingleton<NotificationStore>();
        services.TryAddSingleton<PersonalStore>();
        services.TryAddSingleton<PortalLinks>();
        services.TryAddSingleton<ChannelMarks>();
        services.TryAddSingleton<PushKey>();
        services.TryAddSingleton<PushSender>();
        services.TryAddSingleton<SlackApi>();
        services.TryAddSingleton<SlackPeople>();
        services.TryAddSingleton<SlackInteractions>();
        services.TryAddSingleton<MessageDecisions>();
        services.TryAddSingleton<OnDuty>();
        services.TryAddSingleton<NoticeMaker>();
        services.TryAddSingleton<RuleNames>();
        services.TryAddSingleton<Messenger>();
        services.AddSingleton<IChannelSender, EmailSender>();
        services.AddSingleton<IChannelSender, SlackSender>();
        services.AddSingleton<IChannelSender, TeamsSender>();
        services.AddSingleton<IChannelSender, PagerDutySender>();
        services.AddSingleton<IChannelSender, WebhookSender>();
        services.AddSingleton<NotificationPump>().AddHostedService(provider => provider.GetRequiredService<NotificationPump>());
        return services.AddCallLimits();
    }
}
