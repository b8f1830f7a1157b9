using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Search;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.BlastRadius;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Demo;
using SaaSGate.Postgres.Exposure;
using SaaSGate.Postgres.Home;
using SaaSGate.Postgres.Hosting;
using SaaSGate.Postgres.Idempotency;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Maintenance;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;
using SaaSGate.Postgres.Partners;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Scim;
using SaaSGate.Postgres.Search;
using SaaSGate.Postgres.Sessions;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Every store that the API and the grains use. They hold no state, so one of each serves all.</summary>
internal static class StoreServices
{
    public static IServiceCollection AddStores(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiTokenStore>();
        services.TryAddSingleton<ApprovalMessageStore>();
        services.TryAddSingleton<ApprovalStore>();
        services.TryAddSingleton<AuditStore>();
        services.TryAddSingleton<BacktestReader>();
        services.TryAddSingleton<BacktestStore>();
        services.TryAddSingleton<BlastRadiusStore>();
        services.TryAddSingleton<BrokenGlassStore>();
        services.TryAddSingleton<ConnectionStore>();
        services.TryAddSingleton<Decisions>();
        services.TryAddSingleton<DecisionStore>();
        services.TryAddSingleton<DemoCallStore>();
        services.TryAddSingleton<DirectoryGroupStore>();
        services.TryAddSingleton<DirectoryOverviewStore>();
        services.TryAddSingleton<DirectoryUserStore>();
        services.TryAddSingleton<ExchangeStore>();
        services.TryAddSingleton<ExposureListStore>();
        services.TryAddSingleton<ExposureStore>();
        services.TryAddSingleton<FeedStore>();
        services.TryAddSingleton<FingerprintKeyStore>();
        services.TryAddSingleton<GrantStore>();
        services.TryAddSingleton<HoldStore>();
        services.TryAddSingleton<HomeStore>();
        services.TryAddSingleton<HrWebhookStore>();
        services.TryAddSingleton<IdempotencyStore>();
        services.TryAddSingleton<IncidentChangeStore>();
        services.TryAddSingleton<IncidentStore>();
        services.TryAddSingleton<LikeStore>();
        services.TryAddSingleton<Memberships>();
        services.TryAddSingleton<MemberStore>();
        services.TryAddSingleton<MigrationState>();
        services.TryAddSingleton<Offboarder>();
        services.TryAddSingleton<OffboardingReports>();
        services.TryAddSingleton<OffboardingStore>();
        services.TryAddSingleton<OrganisationStore>();
        services.TryAddSingleton<PartitionStore>();
        services.TryAddSingleton<PolicyFaultStore>();
        services.TryAddSingleton<PolicySettingsStore>();
        services.TryAddSingleton<PartnerStore>();
        services.TryAddSingleton<PolicyStore>();
        services.TryAddSingleton<PolicyVersionStore>();
        services.TryAddSingleton<RegionStore>();
        services.TryAddSingleton<ReviewerGroupStore>();
        services.TryAddSingleton<RoleCheck>();
        services.TryAddSingleton<RuleMatchStore>();
        services.TryAddSingleton<SavedSearchStore>();
        services.TryAddSingleton<SearchCsv>();
        services.TryAddSingleton<SearchMasks>();
        services.AddSingleton<SearchAudit>().AddHostedService(provider => provider.GetRequiredService<SearchAudit>());
        services.TryAddSingleton<SearchStore>();
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<SessionViewStore>();
        services.TryAddSingleton<SignInStore>();
        services.TryAddSingleton<SkillDrafts>();
        services.TryAddSingleton<SkillKeyStore>();
        services.TryAddSingleton<SkillStore>();
        services.TryAddSingleton<StopStore>();
        return services;
    }
}
