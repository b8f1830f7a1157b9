using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Registers sign-in by cookie, API tokens, antiforgery and what they are protected with.</summary>
internal static class IdentityServices
{
    public const string CookieName = "saasgate", AntiforgeryCookieName = "saasgate.csrf", AntiforgeryHeader = "X-CSRF-TOKEN";
    private const string AnyScheme = "any";

    /// <summary>How long a sign-in lasts.</summary>
    public static readonly TimeSpan SignInLength = TimeSpan.FromHours(12);

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddIdentityCore<SaaSGateUser>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            options.Password = new() { RequiredLength = PasswordRules.Least, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
            options.Lockout = new() { AllowedForNewUsers = true, MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15) };
        }).AddSaaSGateStores();
        // What a password's hash costs is Identity's to say, and the operator's.
        services.AddOptions<PasswordHasherOptions>().BindConfiguration("SaaSGate:PasswordHashing");
        services.AddSignInLimits();
        services.AddSingleton<FreshSignIns>();
        services.AddSingleton<SignInEnds>();
        services.AddSingleton<AuthenticatorStore>().AddSingleton<Authenticators>().AddSingleton<PasskeyChallengeStore>();
        services.AddScoped<IPasskeyHandler<SaaSGateUser>, PasskeyHandler<SaaSGateUser>>().AddScoped<Passkeys>().AddScoped<LocalAccounts>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<PortalOptions>>(Ask);
        services.AddSingleton<PasswordMail>().AddHostedService(provider => provider.GetRequiredService<PasswordMail>());
        services.AddScoped<PasswordCheck>().AddScoped<Passwords>().AddScoped<InvitationAnswers>().AddScoped<CookieEvents>().AddScoped<PortalSessions>();

        services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, null, options => options.ForwardDefaultSelector = context =>
                ApiTokenHandler.IsMeantBy(context.Request.Headers.Authorization) ? ApiTokenHandler.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.SchemeName, null)
            .AddCookie(options =>
            {
                options.ExpireTimeSpan = SignInLength;
                options.SlidingExpiration = false;
                options.EventsType = typeof(CookieEvents);
            });
        services.AddAuthorization(Access.Configure);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationProblems>();
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, OrganisationInForgeryToken>();
        services.AddAntiforgery(options =>
        {
            options.HeaderName = AntiforgeryHeader;
            options.FormFieldName = AntiforgeryHeader;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IOptions<PortalOptions>>((options, portal) => options.Cookie = Strict(CookieName, portal.Value.IsSecure));
        services.AddOptions<AntiforgeryOptions>()
            .Configure<IOptions<PortalOptions>>((options, portal) => options.Cookie = Strict(AntiforgeryCookieName, portal.Value.IsSecure));
        services.AddDataProtection().SetApplicationName("SaaSGate");
        services.AddSingleton<DataProtectionKeyStore>();
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeyStore, VaultXmlEncryptor>((options, store, encryptor) =>
        {
            options.XmlRepository = store;
            options.XmlEncryptor = encryptor;
        });
        services.AddSingleton<VaultXmlEncryptor>();
        return services;
    }

    /// <summary>
    /// Passkeys are made for the portal's own name and answered on its own pages; never for what a Host header says. Whoever has the device must show that it
    /// is them: such a sign-in needs no second factor.
    /// </summary>
    private static void Ask(IdentityPasskeyOptions options, IOptions<PortalOptions> portal)
    {
        options.ServerDomain = (portal.Value.PublicUrl ?? portal.Value.Listen).Host;
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AttestationConveyancePreference = "none";
        options.AuthenticatorTimeout = Passkeys.ChallengeLength;
        options.ValidateOrigin = context => ValueTask.FromResult(
            !context.CrossOrigin && (context.Origin == (portal.Value.PublicUrl ?? portal.Value.Listen).GetLeftPart(UriPartial.Authority) || portal.Value.Origins.Contains(context.Origin, StringComparer.Ordinal)));
    }

    /// <summary>A cookie's name, that no other host can set where the portal is reached by TLS.</summary>
    public static string HostName(string name, bool secure) => secure ? $"__Host-{name}" : name;

    /// <summary>For TLS alone where the portal's public address says so, by a name that no other host can set; on loopback it is plain HTTP.</summary>
    private static CookieBuilder Strict(string name, bool secure) => new()
    {
        Name = HostName(name, secure),
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest,
        IsEssential = true,
        Path = "/",
    };
}
