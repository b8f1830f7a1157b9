using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Registers what all endpoints share.</summary>
internal static class HttpConventions
{
    public static IServiceCollection AddHttpConventions(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => JsonConventions.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        return services.AddRouting(options =>
        {
            options.SetParameterPolicy<IdConstraint<Approval>>(Approval.Prefix);
            options.SetParameterPolicy<IdConstraint<Session>>(Session.Prefix);
            options.SetParameterPolicy<IdConstraint<Exchange>>(Exchange.Prefix);
            options.SetParameterPolicy<IdConstraint<Skill>>(Skill.Prefix);
            options.SetParameterPolicy<IdConstraint<Connection>>(Connection.Prefix);
            options.SetParameterPolicy<IdConstraint<SkillKey>>(SkillKey.Prefix);
            options.SetParameterPolicy<IdConstraint<SkillClient>>(SkillClient.Prefix);
            options.SetParameterPolicy<IdConstraint<TrustedIssuer>>(TrustedIssuer.Prefix);
            options.SetParameterPolicy<IdConstraint<IssuerMapping>>(IssuerMapping.Prefix);
            options.SetParameterPolicy<IdConstraint<Policy>>(Policy.Prefix);
            options.SetParameterPolicy<IdConstraint<SavedSearch>>(SavedSearch.Prefix);
            options.SetParameterPolicy<IdConstraint<ApiToken>>(ApiToken.Prefix);
            options.SetParameterPolicy<IdConstraint<EvidenceExport>>(EvidenceExport.Prefix);
            options.SetParameterPolicy<IdConstraint<User>>(User.Prefix);
            options.SetParameterPolicy<IdConstraint<Contracts.Ids.Lock>>(Contracts.Ids.Lock.Prefix);
            options.SetParameterPolicy<IdConstraint<Incident>>(Incident.Prefix);
            options.SetParameterPolicy<IdConstraint<ExposureList>>(ExposureList.Prefix);
            options.SetParameterPolicy<IdConstraint<ExportSink>>(ExportSink.Prefix);
            options.SetParameterPolicy<IdConstraint<RetentionHold>>(RetentionHold.Prefix);
            options.SetParameterPolicy<IdConstraint<Backtest>>(Backtest.Prefix);
            options.SetParameterPolicy<IdConstraint<ReviewGroup>>(ReviewGroup.Prefix);
            options.SetParameterPolicy<IdConstraint<ApprovalLike>>(ApprovalLike.Prefix);
            options.SetParameterPolicy<IdConstraint<Grant>>(Grant.Prefix);
            options.SetParameterPolicy<IdConstraint<PartnerInvitation>>(PartnerInvitation.Prefix);
            options.SetParameterPolicy<IdConstraint<NotificationChannel>>(NotificationChannel.Prefix);
            options.SetParameterPolicy<IdConstraint<Notification>>(Notification.Prefix);
            options.SetParameterPolicy<IdConstraint<Contracts.Ids.Offboarding>>(Contracts.Ids.Offboarding.Prefix);
            options.SetParameterPolicy<IdConstraint<DirectoryGroup>>(DirectoryGroup.Prefix);
            options.SetParameterPolicy<IdConstraint<HrWebhook>>(HrWebhook.Prefix);
            options.SetParameterPolicy<IdConstraint<MemberInvitation>>(MemberInvitation.Prefix);
            options.SetParameterPolicy<IdConstraint<Organisation>>(Organisation.Prefix);
            options.SetParameterPolicy<IdConstraint<IdentityProvider>>(IdentityProvider.Prefix);
            options.SetParameterPolicy<IdConstraint<MailDomain>>(MailDomain.Prefix);
            options.SetParameterPolicy<IdConstraint<Role>>(Role.Prefix);
        });
    }
}
