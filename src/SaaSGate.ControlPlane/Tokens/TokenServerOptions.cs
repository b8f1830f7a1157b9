using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using SaaSGate.ControlPlane.Vault;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>What of the token service's options changes while it runs: its keys.</summary>
internal sealed class TokenServerOptions(TokenKeyRing keys, TokenIssuer issuer, KeyVault vault) : IConfigureOptions<OpenIddictServerOptions>
{
    public void Configure(OpenIddictServerOptions options)
    {
        options.Issuer = issuer.Address;
        options.SigningCredentials.AddRange(keys.Credentials);
        options.EncryptionCredentials.Add(new(
            new SymmetricSecurityKey(vault.DeriveKey(VaultPurpose.TokenEncryption)), SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
    }
}
