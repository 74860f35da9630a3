package example;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

@Configuration
class SecurityConfiguration {
    @Bean
    SecurityFilterChain chain(HttpSecurity http, Sessions sessions, @Value("${app.origin}") String app) throws Exception {
        return http
            // CORS runs before every other filter, so refusals have its headers too. It refuses other origins with 403.
            .cors(cors -> cors.configurationSource(request -> allowed(app)))
            // Forms of other sites cannot send JSON, and CORS refuses their scripts. So no CSRF token is needed.
            .csrf(csrf -> csrf.disable())
            .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
            .addFilterBefore(new AccessCookie(sessions), UsernamePasswordAuthenticationFilter.class)
            .authorizeHttpRequests(it -> it
                // Spring forwards a failed request to /error. Without this line, every error becomes a 401.
                .requestMatchers("/error").permitAll()
                .requestMatchers("/api/auth/**", "/api/test/all").permitAll()
                .requestMatchers("/api/test/mod").hasRole("MODERATOR")
                .requestMatchers("/api/test/admin").hasRole("ADMIN")
                .requestMatchers("/api/test/user").authenticated()
                // An unknown address is a 404 and not a 401.
                .anyRequest().permitAll())
            .exceptionHandling(it -> it
                .authenticationEntryPoint((request, response, cause) -> refuse(response, 401, "Sign in first."))
                .accessDeniedHandler((request, response, cause) -> refuse(response, 403, "You may not see this.")))
            .build();
    }

    private static CorsConfiguration allowed(String app) {
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(List.of(app)); // never "*": browsers refuse it for requests with cookies
        cors.setAllowCredentials(true);
        cors.setAllowedMethods(List.of("GET", "POST", "PUT", "DELETE"));
        cors.setAllowedHeaders(List.of("Content-Type"));
        cors.setExposedHeaders(List.of("Retry-After"));
        cors.setMaxAge(Duration.ofHours(1));
        return cors;
    }

    private static void refuse(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().write("{\"message\":\"" + message + "\"}");
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    }

    /** Reads the access token from its cookie. */
    private static class AccessCookie extends OncePerRequestFilter {
        private final Sessions sessions;

        AccessCookie(Sessions sessions) {
            this.sessions = sessions;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var cookie = WebUtils.getCookie(request, Sessions.ACCESS);
            if (cookie != null) {
                sessions.withAccess(cookie.getValue()).ifPresent(session -> {
                    var roles = AuthorityUtils.createAuthorityList(session.user().roles());
                    SecurityContextHolder.getContext().setAuthentication(
                        UsernamePasswordAuthenticationToken.authenticated(session, null, roles));
                });
            }
            chain.doFilter(request, response);
        }
    }
}
